//! The page's own words, Korean and English side by side. Words of Kubernetes stay as kubectl writes them.

/// Language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Ko,
    En,
}

impl Lang {
    /// The text of a key.
    pub fn t(self, key: Key) -> &'static str {
        let (_, ko, en) = TABLE[key as usize];
        match self {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }
    /// For the `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Ko => "ko",
            Lang::En => "en",
        }
    }
}

macro_rules! texts {
    ($($key:ident: $ko:literal, $en:literal;)*) => {
        /// What can be said.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key { $($key),* }
        const TABLE: &[(&str, &str, &str)] = &[$((stringify!($key), $ko, $en)),*];
    };
}

texts! {
    Brand: "쿠버노리", "Kubenori";
    Starting: "클러스터를 켜는 중…", "Starting the cluster…";
    Crashed: "엔진이 멈췄어요", "The engine has stopped";
    Restart: "기록에서 되살리기", "Restore from the journal";
    Playground: "자유 놀이터", "Playground";
    Lessons: "배우기", "Lessons";
    Undo: "되돌리기", "Undo";
    Redo: "다시", "Redo";
    Share: "공유", "Share";
    Shared: "주소를 복사했어요", "Link copied";
    Language: "English", "한국어";
    ThemeDark: "어둡게", "Dark";
    ThemeLight: "밝게", "Light";
    Pause: "멈춤", "Pause";
    Play: "계속", "Play";
    NextHappening: "다음 일", "Next";
    Now: "지금", "Now";
    BackToNow: "지금으로", "Back to now";
    Timeline: "시간 줄", "Timeline";
    PastShown: "지난 순간을 보고 있어요", "You are looking at the past";
    BranchHere: "여기서 새로 시작", "Branch from here";
    ViewNodes: "노드", "Nodes";
    ViewNamespaces: "네임스페이스", "Namespaces";
    ViewControlPlane: "컨트롤 플레인", "Control plane";
    ViewPod: "파드 속", "Inside a pod";
    ViewLabels: "레이블", "Labels";
    ViewScheduling: "스케줄링", "Scheduling";
    AsTable: "표로 보기", "As a table";
    AsPicture: "그림으로 보기", "As a picture";
    Waiting: "대기 줄", "Waiting";
    WaitingEmpty: "노드를 기다리는 파드가 없어요", "No pod is waiting for a node";
    Why: "왜?", "Why?";
    CpuRequests: "cpu 요청", "cpu requests";
    MemoryRequests: "메모리 요청", "memory requests";
    Terminal: "터미널", "Terminal";
    Editor: "에디터", "Editor";
    Diagram: "그림", "Picture";
    Lesson: "수업", "Lesson";
    Apply: "적용", "Apply";
    NewFile: "새 파일", "New file";
    FileName: "파일 이름", "File name";
    CloseFile: "파일 지우기", "Delete file";
    Save: "저장하고 닫기", "Save and close";
    Cancel: "저장하지 않고 닫기", "Close without saving";
    Details: "자세히", "Details";
    Close: "닫기", "Close";
    Events: "이벤트", "Events";
    Logs: "로그", "Logs";
    Gone: "이제 없는 오브젝트예요", "This object is gone";
    NoEvents: "이벤트가 없어요", "No events";
    PickPod: "파드를 고르면 그 속이 보여요", "Choose a pod to look inside";
    SharedInPod: "함께 쓰는 것", "Shared";
    OwnOfContainer: "컨테이너마다 따로", "Own of each container";
    Pulling: "이미지 받는 중", "Pulling the image";
    BackOff: "다음 시도까지", "Next try in";
    GraceLeft: "끝나기까지", "Ends in";
    Containers: "컨테이너", "Containers";
    Volumes: "볼륨", "Volumes";
    Conditions: "컨디션", "Conditions";
    Probes: "프로브", "Probes";
    Selector: "레이블 셀렉터", "Label selector";
    SelectorHint: "예: app=web,env!=prod", "e.g. app=web,env!=prod";
    Matching: "개가 맞아요", "match";
    Decisions: "스케줄러의 결정", "Decisions of the scheduler";
    NoDecisions: "아직 스케줄한 파드가 없어요", "No pod has been scheduled yet";
    Passed: "통과", "passed";
    Chosen: "여기로", "chosen";
    Trace: "명령 하나가 지나간 길", "The way of one command";
    NoTrace: "명령을 입력하면 여기서 한 걸음씩 따라가요", "Type a command, then follow it here step by step";
    Replay: "다시 보기", "Replay";
    Quota: "쿼터", "Quota";
    StopNode: "노드 끄기", "Stop the node";
    StartNode: "노드 켜기", "Start the node";
    StopComponent: "멈추기", "Stop";
    StartComponent: "다시 켜기", "Start";
    Stopped: "멈춤", "stopped";
    Hint: "힌트", "Hint";
    Answer: "정답 보기", "Show the answer";
    Next: "다음", "Next";
    Previous: "이전", "Previous";
    Step: "단계", "Step";
    Done: "해냈어요! 다음으로 가 볼까요?", "Done! Shall we go on?";
    NextLesson: "다음 수업", "Next lesson";
    LessonDone: "이 수업을 마쳤어요. 잘했어요!", "You have finished this lesson. Well done!";
    Minutes: "분", "min";
    MakeLesson: "수업 만들기", "Make a lesson";
    AsText: "수업을 글로 보기", "Lessons as text";
    Run: "실행", "Run";
    OpenFile: "에디터로", "Open";
    Meaning: "무슨 뜻이에요?", "What does this mean?";
    Legend: "범례", "Legend";
    Running: "실행 중", "Running";
    Preparing: "준비 중", "Preparing";
    Failing: "실패", "Failing";
    Completed: "완료", "Completed";
    Ending: "끝나는 중", "Ending";
    CommandHere: "명령을 입력하세요", "Type a command";
    HangulCommand: "한글로 입력된 것 같아요. 이렇게 바꿀까요?", "This looks typed in Korean mode. Did you mean:";
    SystemPods: "시스템 파드", "system pods";
    Fold: "접기", "Fold";
    Show: "보기", "Show";
    Problem: "문제가 생겼어요", "Something went wrong";
    Pod: "파드", "Pod";
    Node: "노드", "Node";
    Status: "상태", "Status";
    Ready: "준비", "Ready";
    Restarts: "재시작", "Restarts";
    Namespace: "네임스페이스", "Namespace";
    Debug: "디버그", "Debug";
    Suggestions: "쓸 수 있는 말", "Suggestions";
    Reset: "처음부터", "Start over";
    ShareFailed: "주소창의 주소를 복사하세요", "Copy the address of this page";
    NewWindow: "새 창에서 열기", "Open in a new window";
    NoLessons: "수업을 불러오지 못했어요", "The lessons could not be loaded";
    LinkBroken: "공유된 주소를 읽지 못해서 새로 시작했어요", "The shared link cannot be read; this is a new session";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete() {
        for (key, ko, en) in TABLE {
            assert!(!ko.trim().is_empty() && !en.trim().is_empty(), "{key} lacks a language");
        }
    }

    #[test]
    fn keys_lead_to_their_rows() {
        assert_eq!(Lang::Ko.t(Key::Undo), "되돌리기");
        assert_eq!(Lang::En.t(Key::Debug), "Debug");
    }
}
