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
    BrandKube: "쿠버", "Kube";
    BrandNori: "노리", "nori";
    Starting: "클러스터를 켜는 중…", "Starting the cluster…";
    Crashed: "엔진이 멈췄어요. 지금까지 한 일은 기록에 남아 있어요", "The engine has stopped. What you did is kept";
    Restart: "기록에서 되살리기", "Restore from the journal";
    Playground: "자유 놀이터", "Playground";
    Lessons: "배우기", "Lessons";
    Undo: "되돌리기", "Undo";
    Redo: "다시", "Redo";
    More: "더 보기", "More";
    Share: "공유", "Share";
    Shared: "주소를 복사했어요", "Link copied";
    AsLink: "주소로 공유", "As a link";
    Copy: "복사", "Copy";
    AsCode: "QR 코드", "QR code";
    CodeTooLong: "주소가 길어서 QR 코드에 담을 수 없어요. 파일로 나눠 주세요.", "The link is too long for a QR code; share a file instead.";
    FixInLink: "선생님을 위해: 주소에 정해 둘 것", "For teachers: what the link fixes";
    FixLesson: "지금 보는 수업과 단계로 열기", "Open at this lesson and step";
    FixPanes: "보일 칸", "Panes";
    FixSpeed: "시간의 빠르기", "Speed of time";
    SpeedFree: "보는 사람이 고르기", "Reader's choice";
    SpeedPaused: "멈춘 채로", "Paused";
    SpeedReal: "×1", "×1";
    SpeedFive: "×5", "×5";
    SpeedSixty: "×60", "×60";
    AsFile: "파일로 저장하고 열기", "As a file";
    SaveSession: "세션을 파일로 저장", "Save the session";
    OpenSession: "저장한 세션 열기", "Open a saved session";
    MoveOn: "진짜 클러스터로", "On to a real cluster";
    MoveOnHow: "지금까지 만든 오브젝트와, 같은 노드와 레이블을 가진 kind 설정을 받아서 내 컴퓨터에서 이어 해 보세요.", "Take the objects you made, and a kind configuration with the same nodes and labels, to your own machine.";
    NothingMade: "아직 만든 오브젝트가 없어요", "You have made no objects yet";
    Differences: "진짜 클러스터에서는 무엇이 다를까요?", "What will be different there?";
    DifferNames: "노드 이름이 달라요. kind는 kubenori-worker처럼 이름을 붙이므로, nodeName이나 kubernetes.io/hostname에 노드 이름을 직접 적었다면 고쳐 주세요.", "Nodes have other names: kind calls them kubenori-worker and so on. Change nodeName and kubernetes.io/hostname where you wrote them.";
    DifferTimes: "걸리는 시간이 달라요. 이미지 내려받기, 스케줄링, 재시작 대기 시간은 컴퓨터와 네트워크에 따라 변하고, 시간을 빨리 돌리거나 되돌릴 수는 없어요.", "Times differ: pulls, scheduling and back-offs depend on machine and network, and time can be neither sped up nor turned back.";
    DifferImages: "이미지를 진짜로 내려받아요. 놀이터에만 있던 이미지나 사설 레지스트리(hub.test.com)의 이미지는 ImagePullBackOff가 될 수 있어요.", "Images are really pulled: those of the playground's own registries may end in ImagePullBackOff.";
    DifferNodes: "노드는 내 컴퓨터의 컨테이너예요. 그래서 CPU와 메모리 용량, 운영 체제, 커널, 내부 IP가 이 화면과 달라요.", "Nodes are containers on your machine: capacity, operating system, kernel and addresses are other ones.";
    DifferBroken: "노드 끄기나 구성 요소 멈추기 버튼이 없어요. kind에서는 docker stop kubenori-worker처럼 직접 해요.", "There are no buttons to stop nodes or components; use docker stop kubenori-worker.";
    DifferSize: "파드 이름의 뒤 글자, uid, IP, 이벤트의 수와 순서는 실행할 때마다 달라요.", "Suffixes of pod names, uids, addresses, and number and order of events differ from run to run.";
    JournalBroken: "저장된 세션을 읽지 못해서 새로 시작했어요.", "The saved session cannot be read; this is a new one.";
    BackToBefore: "하던 일로 돌아가기", "Back to what I was doing";
    ScenarioUnknown: "그런 클러스터를 찾지 못해서 기본 클러스터를 열었어요. 주소의 scenario 값을 확인해 주세요.", "There is no such cluster; this is the default one. Check the scenario in the address.";
    LessonUnknown: "그런 수업을 찾지 못해서 자유 놀이터를 열었어요. 주소의 수업 이름을 확인해 주세요.", "There is no such lesson; this is the free playground. Check the lesson's name in the address.";
    LessonBroken: "이 단계의 목표를 읽지 못했어요. 글과 그림은 그대로 쓸 수 있어요.", "The goals of this step cannot be read; its text and the picture still work.";
    FileForeign: "쿠버노리에서 저장한 세션이 아니거나 너무 큰 파일이라 열지 않았어요. 하던 일은 그대로예요.", "This is no saved session, or too large: it was not opened. Your work is as it was.";
    MessageForeign: "다른 사이트에서 온 메시지는 따르지 않았어요.", "A message from another site was ignored.";
    StorageRefused: "이 브라우저가 저장을 허락하지 않거나 자리가 없어요. 이 창을 닫으면 하던 일이 사라지니, 남기려면 공유에서 주소나 파일로 저장하세요.", "This browser refuses to keep data, or is full. Your work is lost when this window closes, unless you share it as a link or a file.";
    WindowRefused: "브라우저가 새 창을 막았어요. 이 주소를 복사해서 여세요.", "The browser refused a new window. Open this address yourself.";
    UpdateReady: "새 버전이 준비됐어요", "A new version is ready";
    UpdateNow: "새로 고침", "Reload";
    Docs: "도움말", "Help";
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
    LookInside: "속 들여다보기", "Look inside";
    ViewLabels: "레이블", "Labels";
    ViewScheduling: "스케줄링", "Scheduling";
    WayOfCommand: "명령이 지나가는 길: 눌러서 한 걸음씩 보기", "The way of a command: press to follow it";
    AsTable: "표로 보기", "Table";
    AsPicture: "그림으로 보기", "Picture";
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
    Save: "저장하고 닫기", "Save and close";
    Cancel: "저장하지 않고 닫기", "Close without saving";
    Details: "자세히", "Details";
    Close: "닫기", "Close";
    Events: "이벤트", "Events";
    Logs: "로그", "Logs";
    Gone: "지금은 없는 오브젝트예요", "This object does not exist now";
    NoEvents: "이벤트가 없어요", "No events";
    PickPod: "파드를 고르면 그 속이 보여요", "Choose a pod to look inside";
    SharedInPod: "함께 쓰는 것", "Shared";
    OwnOfContainer: "컨테이너마다 따로", "Own of each container";
    Pulling: "이미지 받는 중", "Pulling the image";
    BackOff: "다음 시도까지", "Next try in";
    TrySoon: "곧 다시 시도해요", "It tries again soon";
    GraceLeft: "끝나기까지", "Ends in";
    GraceOver: "끝났다는 소식을 기다려요", "No word yet that it has ended";
    OwnMnt: "파일 시스템", "file system";
    OwnPid: "프로세스 번호", "process numbers";
    Containers: "컨테이너", "Containers";
    Volumes: "볼륨", "Volumes";
    Conditions: "조건", "Conditions";
    Probes: "프로브", "Probes";
    Selector: "레이블 셀렉터", "Label selector";
    Annotation: "어노테이션이에요. 셀렉터로는 찾지 못해요", "An annotation: no selector finds it";
    SelectorHint: "예: app=web,env!=prod", "e.g. app=web,env!=prod";
    SelectorForms: "눌러서 써 보세요:", "Press to try:";
    Matching: "개가 맞아요", " match";
    Decisions: "스케줄러의 결정", "Decisions of the scheduler";
    NoDecisions: "아직 스케줄한 파드가 없어요", "No pod has been scheduled yet";
    Passed: "통과", "passed";
    Chosen: "여기로", "chosen";
    Trace: "명령 하나가 지나간 길", "The way of one command";
    NoTrace: "명령을 입력하면 여기서 한 걸음씩 따라가요", "Type a command, then follow it here step by step";
    Replay: "다시 보기", "Replay";
    Quota: "쿼터", "Quota";
    SayCommand: "kubectl이 명령을 API 요청으로 바꿔 보냈어요", "kubectl turned the command into API requests";
    SayRead: "요청한 오브젝트를 찾아 돌려줬어요", "It looked the objects up and sent them back";
    SayWatch: "바뀔 때마다 알려 주기로 했어요", "It will tell of every change from now on";
    SayStream: "파드가 있는 노드의 kubelet에 이어 줬어요. 답은 kubelet이 해요", "It was connected to the kubelet of the pod's node, which answers";
    SayCreate: "누구인지, 해도 되는지, 모양이 맞는지 살피고 만들었어요", "It checked who asks, whether they may, and the shape; then it made it";
    SayChange: "바꿔 달라는 요청을 살피고 받아들였어요", "It checked the change and accepted it";
    SayDelete: "지워 달라는 요청을 받았어요", "It was asked to delete it";
    SayStatus: "지금 어떤 상태인지 알려 왔어요", "It was told the current status";
    SayBind: "파드가 갈 노드를 파드에 적었어요", "It wrote the chosen node into the pod";
    SayRefused: "요청을 거절했어요. 아무것도 바뀌지 않았어요", "It refused the request; nothing has changed";
    SayNotFound: "그런 오브젝트가 없다고 답했어요", "It answered that there is no such object";
    SayNoStore: "저장소(etcd)가 답하지 않아서 대답하지 못했어요", "The store (etcd) did not answer, and so neither could this";
    SayAdded: "새 오브젝트를 저장했어요. 지켜보던 구성 요소들이 곧 알게 돼요", "A new object is stored; whoever watches hears of it soon";
    SayDeleted: "저장된 오브젝트를 없앴어요", "The stored object is gone";
    SayReconciled: "바라는 상태와 지금 상태를 견주고 모자란 일을 했어요", "It compared wanted with actual and did what was missing";
    SayScheduled: "노드를 거르고 점수를 매겨 하나를 골랐어요", "It filtered and scored the nodes and chose one";
    SayUnschedulable: "맞는 노드가 없어요. 뭔가 바뀌면 다시 살펴봐요", "No node fits; it looks again when something changes";
    SayPull: "컨테이너 이미지를 받기 시작했어요", "It began to pull the image";
    SayRunning: "컨테이너가 실행됐어요", "The container runs";
    SayCompleted: "컨테이너가 할 일을 마치고 끝났어요", "The container did its work and ended";
    SayFailed: "컨테이너가 실패로 끝났어요. 종료 코드와 로그를 보세요", "The container failed; look at its exit code and logs";
    SaySignalled: "끝내라는 신호를 받고 끝났어요. 143은 SIGTERM, 137은 SIGKILL이에요", "A signal ended the container: 143 is SIGTERM, 137 is SIGKILL";
    SayBackOff: "바로 다시 하지 않고 기다려요. 기다림은 두 배씩 늘어요", "It waits before it tries again; each wait is twice as long";
    SayWaiting: "컨테이너가 아직 시작하지 못했어요", "The container has not started yet";
    SayProbe: "프로브가 실패했어요. 이어서 실패하면 조치해요", "The probe failed; if it goes on failing, something is done";
    SayNodeReady: "노드가 준비됐다고 알려 왔어요", "The node says that it is ready";
    SayNodeLost: "kubelet 소식이 끊겨 노드를 NotReady로 표시했어요", "The kubelet fell silent, so the node was marked NotReady";
    SayAlike: "앞에서 본 일이 이 오브젝트들에도 똑같이 이어졌어요", "What was told above happened to these in the same way";
    SayBroken: "직접 고장 냈어요", "Broken by hand";
    SayMended: "직접 고쳤어요", "Mended by hand";
    DoesKubectl: "명령을 API 요청으로 바꿔 보내요", "Turns commands into API requests";
    DoesApi: "모든 요청의 문. 검사하고 저장하고 알려요", "The door for every request: checks, stores, tells";
    DoesEtcd: "클러스터의 모든 오브젝트를 저장해요", "Stores every object of the cluster";
    DoesControllers: "바라는 상태와 지금을 견주어 맞춰요", "Brings the actual state to the wanted one";
    DoesScheduler: "새 파드가 갈 노드를 골라요", "Chooses a node for new pods";
    DoesKubelet: "노드마다 하나. 컨테이너를 띄우고 살펴요", "One on each node: starts and watches containers";
    WithoutApi: "kubectl도 컨트롤러도 말을 걸 수 없어요. 이미 뜬 컨테이너는 그대로 돌아요", "Nobody can ask or change anything; containers that run go on";
    WithoutEtcd: "저장소가 없으면 API 서버도 답하지 못해요. 이미 뜬 컨테이너는 그대로 돌아요", "Without its store the API server cannot answer; containers that run go on";
    WithoutControllers: "파드가 죽거나 노드가 사라져도 아무도 다시 채우지 않아요", "Nobody replaces pods that are lost";
    WithoutScheduler: "새 파드가 노드를 못 찾고 Pending에 머물러요. 떠 있는 파드는 괜찮아요", "New pods stay Pending; pods that run are fine";
    WithoutKubelet: "그 노드의 컨테이너는 돌지만 아무도 살피거나 알리지 않아요", "Containers of that node run on, but nobody watches or reports them";
    StepBack: "한 걸음 뒤로", "One step back";
    StepOn: "한 걸음 앞으로", "One step on";
    StopKubelet: "kubelet 멈추기", "Stop the kubelet";
    StartKubelet: "kubelet 켜기", "Start the kubelet";
    CutNetwork: "네트워크 끊기", "Cut the network";
    JoinNetwork: "네트워크 잇기", "Join the network";
    KillContainer: "컨테이너 죽이기", "Kill the container";
    FillMemory: "메모리 채우기", "Fill its memory";
    FailImage: "이미지 못 받게 하기", "Let the image fail";
    MendImage: "이미지 다시 받게 하기", "Let the image come again";
    BreakIt: "고장 내기", "Break it";
    BreakNodeHint: "40초 동안 소식이 없으면 NotReady가 되고, 5분 뒤에는 파드를 다른 노드에 새로 만들어요.", "After 40 seconds of silence it is NotReady; five minutes later its pods are made anew elsewhere.";
    BreakPodHint: "죽은 컨테이너는 kubelet이 다시 시작해요. 메모리를 채우면 한도가 있는 컨테이너는 바로 죽고(OOMKilled), 한도가 없으면 노드가 모자라져서 10초쯤 뒤에 파드가 쫓겨나요(Evicted). 이미지는 다음에 받을 때부터 실패해요.", "The kubelet starts a killed container again. One that fills its memory is killed at its limit (OOMKilled); without a limit the node runs short, and about 10 seconds later the pod is evicted. An image fails from the next pull on.";
    NodeSilent: "소식이 끊겼어요. 40초가 지나면 NotReady가 돼요", "It has fallen silent; after 40 seconds it is NotReady";
    NodeGone: "소식이 없어요. 5분이 지나면 파드를 지우고, 컨트롤러가 다른 노드에 새로 만들어요", "No word from it; after five minutes its pods are deleted, and controllers make new ones elsewhere";
    NodeEvicted: "소식이 없어요. 파드를 지우라고 했지만, 노드가 돌아와야 정말 사라져요", "No word from it; its pods are told to go, but they stay until the node is back";
    NodeReturning: "노드가 돌아오는 중이에요", "The node is coming back";
    NodeCordoned: "새 파드를 받지 않아요 (cordon)", "It takes no new pods (cordoned)";
    NamespaceEnding: "안에 있는 것을 모두 지운 다음 사라져요", "It goes when everything in it is deleted";
    QuotaFull: "쿼터가 꽉 찼어요. 더 만들려는 요청은 거절돼요", "The quota is used up; asking for more is refused";
    ThatMoment: "그 순간 보기", "Show that moment";
    FollowOn: "처음부터 따라가기", "Follow from the start";
    TooLongAgo: "너무 오래되어 까닭을 기억하지 못해요", "Too long ago to be remembered";
    ProbeFails: "실패", "failed";
    Pods: "파드", "Pods";
    Owners: "컨트롤러와 서비스", "Controllers and services";
    WhyThisNode: "왜 이 노드?", "Why this node?";
    WhyNone: "왜 못 갔나요?", "Why none?";
    Points: "점", " points";
    LooksCordon: "cordon되지 않았는가", "is not cordoned?";
    LooksNodeName: "nodeName과 같은가", "is the named node?";
    LooksTaints: "테인트를 견디는가", "tolerates its taints?";
    LooksAffinity: "nodeSelector와 어피니티에 맞는가", "fits nodeSelector and affinity?";
    LooksPorts: "hostPort가 비었는가", "has the host port free?";
    LooksRoom: "cpu와 메모리가 남는가", "has cpu and memory left?";
    LooksBalance: "cpu와 메모리를 고르게 쓰는가", "uses cpu and memory evenly?";
    LooksImages: "이미지를 이미 가졌는가", "has the image already?";
    LooksSpread: "파드가 고르게 퍼지는가", "spreads pods evenly?";
    LooksNeighbours: "다른 파드와 가까이·멀리 규칙에 맞는가", "fits the rules on neighbouring pods?";
    LooksDevices: "장치가 있는가", "has the devices?";
    LooksVolumes: "볼륨을 쓸 수 있는가", "can use the volumes?";
    NoCordon: "cordon돼서 새 파드를 받지 않아요", "cordoned: takes no new pods";
    NoNodeName: "nodeName에 적힌 노드가 아니에요", "not the node that nodeName names";
    NoTaints: "파드가 견디지 못하는 테인트가 있어요", "has a taint that the pod does not tolerate";
    NoAffinity: "nodeSelector나 어피니티가 찾는 레이블이 없어요", "lacks the labels that nodeSelector or affinity asks for";
    NoPorts: "그 hostPort를 이미 쓰고 있어요", "its host port is taken";
    NoRoom: "파드가 요청한 만큼 남아 있지 않아요", "has not enough left of what the pod requests";
    NoSpread: "파드를 고르게 퍼뜨리는 규칙에 어긋나요", "against the rule on spreading pods";
    NoNeighbours: "다른 파드와 가까이·멀리 두는 규칙에 어긋나요", "against a rule on neighbouring pods";
    NoDevices: "파드가 쓸 장치가 없어요", "has no device for the pod";
    NoVolumes: "파드의 볼륨을 쓸 수 없어요", "cannot use the volumes of the pod";
    NotLooked: "노드를 살펴보기도 전에 막혔어요. 파드가 쓰려는 것(PVC 등)이 있는지 보세요", "Stopped before any node was looked at: see whether all that the pod uses (claims, for one) is there";
    Gated: "스케줄링 게이트가 남아 있어서 스케줄러가 아직 살펴보지 않아요", "Scheduling gates are left, so the scheduler does not look at it yet";
    FilteredOut: "걸러진 노드:", "Filtered out:";
    NoneLeft: "남은 노드가 없어서 파드는 기다려요", "No node is left, so the pod waits";
    OnlyOne: "통과한 노드가 하나뿐이라 점수는 볼 것도 없었어요", "Only one node passed, so scores did not matter";
    Equal: "점수가 가장 높은 노드가 여럿이라 그중 먼저 살펴본 노드로 정했어요", "Several nodes share the highest score, so one that was looked at first was taken";
    HighestScore: "남은 노드 가운데 점수가 가장 높아서 골랐어요:", "Of those left it has the highest score:";
    DecidedBy: "차이를 만든 것:", "What made the difference:";
    Refused: "걸러짐", "filtered out";
    Filters: "필터", "Filters";
    SameScores: "점수가 모두 같은 것", "equal scores";
    SharedIpc: "공유 메모리, 세마포어", "shared memory, semaphores";
    PauseHolds: "네임스페이스를 붙들고 있는 컨테이너", "the container that holds the namespaces";
    PortClash: "한 파드 안에서는 IP가 하나라 같은 포트를 둘이 열 수 없어요", "A pod has one IP: two containers cannot open the same port";
    SelectsWith: "고르는 레이블", "selects";
    Reason: "까닭", "Reason";
    ManyPods: "파드가 많아서 간단히 그려요. 휠로 키우고 끌어서 옮기세요. 파드 수:", "Many pods, drawn simply; wheel to zoom, drag to move. Pods:";
    Zoom: "크기", "Zoom";
    ZoomOut: "작게", "Smaller";
    ZoomFit: "맞추기", "Fit";
    ZoomIn: "크게", "Larger";
    NotReadyYet: "돌지만 아직 준비되지 않음", "Runs, not ready yet";
    Retrying: "기다렸다 다시 시도", "Waits to try again";
    UnknownState: "소식이 없음", "No word from it";
    ContainerReady: "준비된 컨테이너", "Ready container";
    ContainerUnready: "준비되지 않은 컨테이너", "Container that is not ready";
    ContainerFailed: "실패한 컨테이너", "Failed container";
    LegendOwner: "같은 색 괄호는 같은 주인(레플리카셋 등)", "Same bracket colour, same owner";
    LegendNamespace: "default가 아닌 네임스페이스", "A namespace other than default";
    LegendPacket: "네트워크로 오가는 요청", "A request on the network";
    LegendTaint: "견디지 못하는 파드를 막는 테인트", "A taint keeps pods away that do not tolerate it";
    LegendPower: "끄고 켜기: 고장 내 보세요", "Off and on: break things";
    MarkCommand: "명령", "Command";
    MarkFailure: "실패", "Failure";
    MarkEvent: "일어난 일", "Happening";
    MarkChaos: "고장 냄", "Broken by hand";
    MarkBranch: "갈래", "Branch";
    ScenarioHa: "놀이터: 마스터 3대 (고가용성)", "Playground: three masters (highly available)";
    ScenarioOne: "놀이터: 노드 1대", "Playground: one node";
    Record: "기록", "Record";
    Branches: "다른 갈래", "Other branches";
    GoThere: "이 갈래로", "Go there";
    NoRecord: "아직 아무 일도 없었어요", "Nothing has happened yet";
    StopNode: "노드 끄기", "Stop the node";
    StartNode: "노드 켜기", "Start the node";
    StopComponent: "멈추기", "Stop";
    StartComponent: "다시 켜기", "Start";
    Stopped: "멈춤", "stopped";
    IsOff: "꺼짐", "off";
    IsCut: "네트워크 끊김", "cut off";
    IsHeadless: "kubelet 멈춤", "kubelet stopped";
    IsFailing: "이미지 못 받음", "its pulls fail";
    IsKilled: "컨테이너 죽임", "killed";
    IsHungry: "메모리 채움", "fills its memory";
    IsBack: "다시 켜짐", "back again";
    SelectorBroken: "이렇게는 찾을 수 없어요. 위의 예처럼 써 보세요:", "This is no selector; write one like those above:";
    Unfinished: "따옴표나 EOF처럼 아직 끝나지 않은 것이 있어요. 마저 입력하거나 Ctrl-C로 그만두세요", "Something is not finished yet, a quote or EOF: type the rest, or leave with Ctrl-C";
    EnterRuns: "Enter를 누르면 실행돼요", "Press Enter to run it";
    Hint: "힌트", "Hint";
    Answer: "정답 보기", "Show the answer";
    Next: "다음", "Next";
    Previous: "이전", "Previous";
    Step: "단계", "Step";
    Skipped: "앞 단계를 건너뛰었다면, 거기서 만든 것이 필요할 수 있어요.", "If you skipped earlier steps, what they made may be needed here.";
    MakeSkipped: "앞 단계 대신 해 두기", "Do the earlier steps for me";
    Done: "해냈어요! 다음으로 가 볼까요?", "Done! Shall we go on?";
    ChooseLesson: "수업을 골라 한 단계씩 해 보세요", "Choose a lesson and go step by step";
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
    WhatThisIs: "브라우저 안에서 도는 연습용 쿠버네티스 클러스터예요. 진짜 서버가 아니니 마음껏 만들고 망가뜨려 보세요.", "A Kubernetes cluster for practice that runs in your browser. It is no real server: make and break what you like.";
    Welcome: "처음이세요? 눌러서 시작해 보세요.", "New here? Press one to begin.";
    WelcomeLessons: "한 단계씩 배우기", "Learn step by step";
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
    ResetSure: "정말요? 한 번 더 누르면 다 지워요", "Sure? Press again to lose all";
    SplitLesson: "수업 칸의 너비", "Width of the lesson";
    SplitRows: "그림 칸의 높이", "Height of the picture";
    SplitColumns: "에디터 칸의 너비", "Width of the editor";
    SplitHow: "끌거나 화살표로 크기를 바꾸고, 두 번 누르거나 Enter로 접고 펴요", "Drag or use arrows to resize; double-click or Enter to fold";
    ShareFailed: "주소창의 주소를 복사하세요", "Copy the address of this page";
    Stuck: "엔진이 오래 대답하지 않아요. 지금까지 한 일은 기록에 남아 있어요", "The engine has not answered for long. What you did is kept";
    Report: "문제 신고 복사", "Copy a problem report";
    CopyTranscript: "화면을 Markdown으로 복사", "Copy the screen as Markdown";
    Copied: "복사했어요", "Copied";
    CopyFailed: "복사할 수 없어요", "The clipboard refuses";
    NewTerminal: "새 터미널", "New terminal";
    CloseTerminal: "터미널 닫기", "Close the terminal";
    Editing: "에디터에서 고치는 중 ", "Being edited in the editor ";
    HistorySearch: "기록 찾기", "history search";
    EarlierCommand: "앞의 명령", "Earlier command";
    LaterCommand: "뒤의 명령", "Later command";
    KeyRow: "자판에 없는 키", "Keys that the keyboard lacks";
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
