//! The lesson beside the picture: its steps, goals, hints and answers. Lessons are files that are loaded when opened.

use std::rc::Rc;

use protocol::GoalView;
use yew::prelude::*;

use crate::state::State;
use crate::text::{Key, Lang};

#[derive(Properties, PartialEq)]
pub struct LessonProps {
    pub state: State,
}

#[component]
pub fn LessonPane(props: &LessonProps) -> Html {
    let ui = &props.state.ui;
    let body = match &ui.lesson {
        Some(id) => html! { <p class="lesson-id">{ id.clone() }</p> },
        None => html! { <span hidden=true /> },
    };
    html! {
        <aside class="pane lesson" data-pane="lesson" aria-label={ui.lang.t(Key::Lesson)} hidden={ui.lesson.is_none()}>
            { body }
            <Goals goals={props.state.goals.clone()} solved={props.state.solved} lang={ui.lang} />
        </aside>
    }
}

#[derive(Properties, PartialEq)]
struct GoalsProps {
    goals: Rc<Vec<GoalView>>,
    solved: bool,
    lang: Lang,
}

#[component]
fn Goals(props: &GoalsProps) -> Html {
    html! {
        <ul class="goals" aria-live="polite">
            { for props.goals.iter().enumerate().map(|(i, goal)| html! {
                <li key={i} class={classes!(goal.done.then_some("done"))}>
                    { goal.text.clone() }
                    <small>{ goal.missing.clone() }</small>
                </li>
            }) }
        </ul>
    }
}
