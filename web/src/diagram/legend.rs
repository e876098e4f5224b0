//! The legend: what each look of a pod and of a container means.

use yew::prelude::*;

use super::look::{self, Look};
use crate::text::{Key, Lang};

const PODS: &[(Look, Key)] = &[
    (look::RUNNING, Key::Running),
    (look::UNREADY, Key::NotReadyYet),
    (look::WAITING, Key::Preparing),
    (look::RETRYING, Key::Retrying),
    (look::FAILED, Key::Failing),
    (look::DONE, Key::Completed),
    (look::ENDING, Key::Ending),
    (look::UNKNOWN, Key::UnknownState),
];

const CONTAINERS: &[(&str, Key)] =
    &[("✔", Key::ContainerReady), ("○", Key::ContainerUnready), ("✕", Key::ContainerFailed), ("↻ 3", Key::Restarts)];

pub fn legend(lang: Lang) -> Html {
    html! {
        <details class="legend">
            <summary class="pill">{ lang.t(Key::Legend) }</summary>
            <div class="legend-body">
                <h2>{ lang.t(Key::Pod) }</h2>
                { for PODS.iter().map(|(look, key)| html! { <p key={*key as usize}><span class={classes!("pod", "swatch", look.class)}>{ look.sign }</span>{ lang.t(*key) }</p> }) }
                <h2>{ lang.t(Key::Containers) }</h2>
                { for CONTAINERS.iter().map(|(sign, key)| html! { <p key={*key as usize}><span class="container swatch">{ *sign }</span>{ lang.t(*key) }</p> }) }
                <p><span class="pod swatch owned owner-0 run">{ "" }</span>{ lang.t(Key::LegendOwner) }</p>
                <p><span class="pod swatch ns-4"><small class="ns">{ "ns" }</small></span>{ lang.t(Key::LegendNamespace) }</p>
                <p><span class="swatch"><span class="dot" /></span>{ lang.t(Key::LegendPacket) }</p>
                <h2>{ lang.t(Key::Node) }</h2>
                <p><span class="swatch node-sign">{ "●" }</span>{ "Ready" }</p>
                <p><span class="swatch node-sign lost">{ "○" }</span>{ "NotReady" }</p>
                <p><span class="tag taint swatch">{ "taint" }</span>{ lang.t(Key::LegendTaint) }</p>
                <p><span class="swatch">{ super::nodes::power() }</span>{ lang.t(Key::LegendPower) }</p>
                <h2>{ lang.t(Key::Timeline) }</h2>
                { for MARKS.iter().map(|(kind, key)| html! { <p key={*key as usize}><span class="swatch"><svg class="marks" viewBox="-8 -8 16 16" aria-hidden="true">{ crate::time::shape(kind) }</svg></span>{ lang.t(*key) }</p> }) }
            </div>
        </details>
    }
}

const MARKS: &[(&str, Key)] = &[
    ("command", Key::MarkCommand),
    ("failure", Key::MarkFailure),
    ("event", Key::MarkEvent),
    ("chaos", Key::MarkChaos),
    ("branch", Key::MarkBranch),
];
