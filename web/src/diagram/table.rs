//! The picture as tables: the same facts for screen readers, and for those who like tables.

use sorted::InOrder;
use std::rc::Rc;

use protocol::{ObjectKey, PodView, View};
use yew::prelude::*;

use super::nodes::{cores, mebibytes};
use super::pod::key_of;
use super::scheduling::Reasons;
use crate::text::{Key, Lang};
use crate::wire;

#[derive(Properties, PartialEq)]
pub struct TableProps {
    pub view: Rc<View>,
    pub lang: Lang,
    pub onselect: Callback<ObjectKey>,
    /// Why pods that wait have no node, in plain words.
    pub reasons: Reasons,
}

#[component]
pub fn TableView(props: &TableProps) -> Html {
    let lang = props.lang;
    let mut pods: Vec<_> = props.view.pods.values().collect();
    pods.order_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    let select = |key: ObjectKey| {
        let onselect = props.onselect.clone();
        Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))
    };
    let head = |keys: &[Key]| html! { <thead><tr>{ for keys.iter().map(|k| html! { <th key={*k as usize} scope="col">{ lang.t(*k) }</th> }) }</tr></thead> };
    let cells = |cells: Vec<String>| html! { <>{ for cells.into_iter().enumerate().map(|(i, c)| html! { <td key={i}>{ c }</td> }) }</> };
    let of = |used: String, total: String| [&used, " / ", &total].concat();
    html! {
        <div class="as-table">
            <table>
                <caption>{ lang.t(Key::ViewNodes) }</caption>
                { head(&[Key::Node, Key::Status, Key::CpuRequests, Key::MemoryRequests, Key::Pods]) }
                <tbody>
                    { for props.view.nodes.values().map(|n| html! {
                        <tr key={n.name.clone()}>
                            <td><button type="button" onclick={select(ObjectKey { kind: "Node".into(), namespace: String::new(), name: n.name.clone() })}>{ n.name.clone() }</button></td>
                            { cells(vec![n.status.clone(), of(cores(n.cpu.used), cores(n.cpu.total)), of(mebibytes(n.memory.used), mebibytes(n.memory.total)), of(wire::number(n.pods.used), wire::number(n.pods.total))]) }
                        </tr>
                    }) }
                </tbody>
            </table>
            <table>
                <caption>{ lang.t(Key::Pods) }</caption>
                { head(&[Key::Pod, Key::Namespace, Key::Ready, Key::Status, Key::Restarts, Key::Node, Key::Reason]) }
                <tbody>
                    { for pods.into_iter().map(|p| html! {
                        <tr key={p.uid.clone()}>
                            <td><button type="button" onclick={select(key_of(p))}>{ p.name.clone() }</button></td>
                            { cells(vec![p.namespace.clone(), p.ready.clone(), p.status.clone(), p.restarts.to_string(), p.node.clone(), reason(p, &props.reasons)]) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

/// What is the matter with a pod: in plain words where they are known, and in those of the cluster.
fn reason(pod: &PodView, plain: &Reasons) -> String {
    plain.get(&pod.uid).map_or(pod.message.clone(), |said| [said, " ", &pod.message].concat())
}
