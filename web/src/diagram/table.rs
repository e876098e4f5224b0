//! The picture as a table: the same facts for screen readers, and for those who like tables.

use sorted::InOrder;
use std::rc::Rc;

use protocol::{ObjectKey, View};
use yew::prelude::*;

use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct TableProps {
    pub view: Rc<View>,
    pub lang: Lang,
    pub onselect: Callback<ObjectKey>,
}

#[component]
pub fn TableView(props: &TableProps) -> Html {
    let t = |key| props.lang.t(key);
    let mut pods: Vec<_> = props.view.pods.values().collect();
    pods.order_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    html! {
        <div class="as-table">
            <table>
                <thead><tr>
                    { for [Key::Namespace, Key::Pod, Key::Ready, Key::Status, Key::Restarts, Key::Node].into_iter().map(|k| html! { <th key={k as usize} scope="col">{ t(k) }</th> }) }
                </tr></thead>
                <tbody>
                    { for pods.into_iter().map(|p| {
                        let key = ObjectKey { kind: "Pod".into(), namespace: p.namespace.clone(), name: p.name.clone() };
                        let onselect = props.onselect.clone();
                        html! {
                            <tr key={p.uid.clone()}>
                                <td>{ p.namespace.clone() }</td>
                                <td><button type="button" onclick={Callback::from(move |_: MouseEvent| onselect.emit(key.clone()))}>{ p.name.clone() }</button></td>
                                <td>{ p.ready.clone() }</td><td>{ p.status.clone() }</td><td>{ p.restarts }</td><td>{ p.node.clone() }</td>
                            </tr>
                        }
                    }) }
                </tbody>
            </table>
        </div>
    }
}
