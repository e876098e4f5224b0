//! Notes under known mistakes: what a message means and what to try. The words are looked for in the terminal's output
//! as kubectl and the cluster write them.

use protocol::ChunkKind;

use crate::text::Lang;

/// What is looked for, and what is said.
#[derive(Debug)]
pub struct Note {
    /// Its name.
    pub key: &'static str,
    /// All of these stand in the message.
    words: &'static [&'static str],
    ko: &'static str,
    en: &'static str,
}

impl Note {
    /// The explanation.
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }
}

/// The note of a name.
pub fn named(key: &str) -> Option<&'static Note> {
    NOTES.iter().find(|n| n.key == key)
}

/// The note for a piece of output, if it shows a known mistake. What was typed is no mistake yet.
pub fn find(kind: ChunkKind, text: &str) -> Option<&'static Note> {
    if kind == ChunkKind::Echo {
        return None;
    }
    NOTES.iter().find(|n| n.words.iter().all(|w| text.contains(w)))
}

macro_rules! notes {
    ($($key:literal [$($word:literal),+] $ko:literal $en:literal;)*) => {
        const NOTES: &[Note] = &[$(Note { key: $key, words: &[$($word),+], ko: $ko, en: $en }),*];
    };
}

// The first row that fits is shown: the more exact ones come first.
notes! {
    "quota-exceeded" ["exceeded quota"]
        "네임스페이스의 ResourceQuota를 넘어서 API 서버가 받지 않았어요. kubectl describe quota로 남은 양을 보고, 요청을 줄이거나 쿼터를 늘리세요."
        "The namespace's ResourceQuota has no room for this. See what is left with kubectl describe quota, then ask for less or raise the quota.";
    "quota-needs-values" ["failed quota", "must specify"]
        "쿼터가 세는 자원은 파드마다 requests와 limits를 꼭 적어야 해요. 컨테이너에 resources를 넣거나 LimitRange로 기본값을 주세요."
        "Where a quota counts a resource, each pod must state it. Add resources to the containers, or defaults by a LimitRange.";
    "limit-range" ["forbidden", "usage per Container"]
        "LimitRange가 정한 컨테이너 하나의 한도를 벗어났어요. kubectl describe limitrange로 범위를 확인하세요."
        "This is outside of what the LimitRange allows one container. See kubectl describe limitrange.";
    "namespace-ending" ["because it is being terminated"]
        "지워지고 있는 네임스페이스에는 새로 만들 수 없어요. 다 지워질 때까지 기다리거나 다른 네임스페이스를 쓰세요."
        "Nothing new can be made in a namespace that is being deleted. Wait until it is gone, or use another one.";
    "forbidden" ["Error from server (Forbidden)"]
        "누구인지는 알지만 이 일을 할 권한이 없거나, 어드미션이 거절했어요. 메시지 끝에 있는 이유를 읽고 kubectl auth can-i로 권한을 확인하세요."
        "The API server knows who asks, but this is not allowed. Read the reason at the end, and check rights with kubectl auth can-i.";
    "namespace-not-found" ["namespaces", "not found"]
        "그런 네임스페이스가 없어요. kubectl get ns로 이름을 확인하고, 없으면 kubectl create ns로 먼저 만드세요."
        "There is no such namespace. Look with kubectl get ns, or make it first with kubectl create ns.";
    "not-found" ["Error from server (NotFound)"]
        "그 이름의 오브젝트가 이 네임스페이스에 없어요. 이름을 확인하고, 다른 네임스페이스라면 -n을 붙이세요."
        "No object of that name is in this namespace. Check the name, or add -n for another namespace.";
    "already-exists" ["Error from server (AlreadyExists)"]
        "같은 이름이 이미 있어요. create는 새로 만들기만 해요. 고치려면 kubectl apply, 새로 만들려면 먼저 kubectl delete 하세요."
        "The name is taken, and create only makes new things. Use kubectl apply to change it, or delete it first.";
    "immutable" ["field is immutable"]
        "만든 뒤에는 바꿀 수 없는 필드예요. 지우고 다시 만들어야 해요 (kubectl replace --force)."
        "This field cannot change after creation. Delete and make it anew (kubectl replace --force).";
    "pod-updates" ["pod updates may not change fields"]
        "돌고 있는 파드는 이미지 같은 몇 필드만 바꿀 수 있어요. 파드를 지우고 다시 만들거나, Deployment의 템플릿을 고치세요."
        "Only a few fields of a pod, such as the image, can change. Recreate the pod, or change the template of its Deployment.";
    "conflict" ["the object has been modified"]
        "읽은 뒤에 다른 누군가가 먼저 바꿨어요. 최신 것을 다시 읽고 한 번 더 적용하세요."
        "Somebody changed the object since it was read. Read it again and retry.";
    "selector-mismatch" ["`selector` does not match template `labels`"]
        "selector.matchLabels와 template.metadata.labels가 같아야 만든 파드를 찾을 수 있어요."
        "selector.matchLabels and template.metadata.labels must agree, or the controller could not find its own pods.";
    "unknown-field" ["unknown field"]
        "없는 필드 이름이에요. 철자, 대소문자, 들여쓰기를 확인하고 kubectl explain으로 맞는 이름을 찾으세요."
        "There is no such field. Check spelling, capitals and indentation; kubectl explain lists the names.";
    "unmarshal" ["cannot unmarshal"]
        "값의 타입이 달라요. 문자열이 필요한 곳의 숫자나 true/false는 따옴표로 감싸세요. 예: gpu: \"true\""
        "The value has the wrong type. Quote numbers and true/false where text is wanted, as in gpu: \"true\".";
    "no-kind" ["no matches for kind"]
        "apiVersion과 kind의 짝이 맞지 않아요. kubectl api-resources에서 맞는 apiVersion을 찾으세요. (Deployment는 apps/v1)"
        "apiVersion and kind do not fit. Find the pair in kubectl api-resources (a Deployment is apps/v1).";
    "kind-not-set" ["Object 'Kind' is missing"]
        "YAML에 kind가 없어요. 모든 매니페스트는 apiVersion, kind, metadata로 시작해요."
        "The YAML has no kind. Each manifest begins with apiVersion, kind and metadata.";
    "yaml-tab" ["found character that cannot start any token"]
        "YAML은 탭으로 들여쓸 수 없어요. 그 줄의 탭을 빈칸으로 바꾸세요."
        "YAML is not indented with tabs. Replace the tab on that line by spaces.";
    "yaml" ["error converting YAML to JSON"]
        "YAML 문법이 틀렸어요. 적힌 줄과 그 윗줄의 들여쓰기, 콜론 뒤의 빈칸을 보세요."
        "The YAML is malformed. Look at indentation and the space after colons, on that line and the one above.";
    "bad-quantity" ["quantities must match"]
        "양의 표기가 틀렸어요. cpu는 500m이나 0.5, 메모리는 128Mi나 1Gi처럼 쓰세요."
        "This is no quantity. Write cpu as 500m or 0.5, memory as 128Mi or 1Gi.";
    "bad-name" ["a lowercase RFC 1123"]
        "이름에는 소문자, 숫자, -만 쓰고 처음과 끝은 글자나 숫자여야 해요. 대문자와 밑줄은 안 돼요."
        "Names have lower-case letters, digits and -, and begin and end with a letter or digit. No capitals, no underscores.";
    "bad-label" ["a valid label must be"]
        "레이블 값은 63자까지, 글자와 숫자로 시작하고 끝나며 -, _, .만 섞을 수 있어요."
        "A label's value has at most 63 characters: letters and digits, with -, _ and . between.";
    "required" ["Required value"]
        "꼭 있어야 하는 필드가 빠졌어요. 메시지에 적힌 경로를 채우세요."
        "A field is missing that must be there: the message names its path.";
    "invalid" ["is invalid:"]
        "필드의 값이 규칙에 맞지 않아요. 메시지의 경로와 이유를 보고 고친 뒤 다시 적용하세요."
        "A value breaks a rule. The message names the field and the reason.";
    "no-resource-type" ["the server doesn't have a resource type"]
        "그런 종류가 없어요. kubectl api-resources에서 이름과 줄임말(po, ns, svc…)을 확인하세요."
        "There is no such kind. kubectl api-resources lists names and short names (po, ns, svc).";
    "no-resources" ["No resources found"]
        "이 네임스페이스에는 아직 없어요. 다른 곳에 있는지 -A로 모두 찾아보세요."
        "Nothing is in this namespace. Look everywhere with -A.";
    "no-such-file" ["the path", "does not exist"]
        "그 파일이 없어요. ls로 파일 이름을 확인하거나 에디터에서 먼저 만드세요."
        "There is no such file. See the names with ls, or write it in the editor first.";
    "unknown-command" ["unknown command"]
        "kubectl에 그런 명령이 없어요. 철자를 확인하고 kubectl --help로 목록을 보세요."
        "kubectl has no such command. Check the spelling; kubectl --help lists them.";
    "unknown-flag" ["unknown flag"]
        "그 명령에는 이 옵션이 없어요. --help를 붙여 쓸 수 있는 옵션을 보세요."
        "This command has no such flag. Add --help to see those it has.";
    "command-not-found" ["command not found"]
        "이 터미널에는 그 프로그램이 없어요. kubectl과 cat, ls, echo, grep 같은 기본 명령을 쓸 수 있어요."
        "This terminal has no such program. It has kubectl and basic ones such as cat, ls, echo and grep.";
    "connection-refused" ["was refused"]
        "API 서버가 대답하지 않아요. 컨트롤 플레인에서 kube-apiserver가 멈춰 있는지 보세요."
        "The API server does not answer. See in the control plane whether kube-apiserver is stopped.";
    "curl-refused" ["Connection refused"]
        "거기까지는 갔지만 그 포트에서 듣는 프로세스가 없어요. 컨테이너가 듣는 포트와 targetPort를 맞춰 보세요."
        "The address is there, but nothing listens on that port. Compare the container's port with targetPort.";
    "resolve" ["ould not resolve host"]
        "그 이름을 DNS에서 찾지 못했어요. 서비스 이름과 네임스페이스(이름.네임스페이스)를 확인하세요."
        "DNS does not know the name. Check the service's name and namespace (name.namespace).";
    "container-creating-logs" ["is waiting to start"]
        "컨테이너가 아직 시작하지 않아서 로그가 없어요. kubectl describe pod의 이벤트에서 무엇을 기다리는지 보세요."
        "The container has not started, so there is no log. The events in kubectl describe pod tell what it waits for.";
    "mysql-password" ["password option is not specified"]
        "MySQL은 비밀번호 없이 시작하지 않아요. MYSQL_ROOT_PASSWORD 환경 변수를 넣으세요 (--env=MYSQL_ROOT_PASSWORD=…)."
        "MySQL does not start without a password. Set MYSQL_ROOT_PASSWORD (--env=MYSQL_ROOT_PASSWORD=...).";
    "untolerated-taint" ["untolerated taint"]
        "노드의 테인트를 파드가 견디지(tolerations) 못해서 갈 곳이 없어요. 톨러레이션을 넣거나 테인트를 지우세요."
        "No node's taints are tolerated by the pod. Add a toleration or remove the taint.";
    "node-selector" ["didn't match Pod's node affinity/selector"]
        "nodeSelector에 맞는 레이블을 가진 노드가 없어요. kubectl label node로 붙이거나 셀렉터를 고치세요."
        "No node has the labels of the nodeSelector. Add them with kubectl label node, or change the selector.";
    "insufficient" ["Insufficient"]
        "요청한 만큼 빈 자원이 있는 노드가 없어요. requests를 줄이거나 다른 파드를 지우거나 노드를 늘리세요."
        "No node has that much left. Ask for less, delete other pods, or add nodes.";
    "image-never" ["ErrImageNeverPull"]
        "imagePullPolicy가 Never인데 노드에 이미지가 없어요. IfNotPresent로 바꾸세요."
        "imagePullPolicy is Never and the node lacks the image. Use IfNotPresent.";
    "invalid-image-name" ["InvalidImageName"]
        "이미지 이름의 형식이 틀렸어요. 소문자와 레지스트리/이름:태그 꼴인지 확인하세요."
        "The image's name is malformed. It is lower case, registry/name:tag.";
    "image-pull" ["ImagePullBackOff"]
        "이미지를 받지 못해 점점 길게 쉬며 다시 시도하고 있어요. 이미지 이름과 태그, 레지스트리를 확인하세요. 이유는 kubectl describe pod의 이벤트에 있어요."
        "The image cannot be pulled; the kubelet retries at growing intervals. Check name, tag and registry. The events in kubectl describe pod say why.";
    "err-image-pull" ["ErrImagePull"]
        "이미지를 받다가 실패했어요. 이름과 태그가 맞는지, 로그인해야 하는 레지스트리인지 확인하세요."
        "Pulling the image failed. Check name and tag, and whether the registry wants a login.";
    "crash-loop" ["CrashLoopBackOff"]
        "컨테이너가 시작하자마자 자꾸 끝나요. kubelet은 10초, 20초, 40초… 쉬며 다시 시작해요. kubectl logs (--previous)로 이유를 찾으세요."
        "The container keeps ending. The kubelet restarts it after 10s, 20s, 40s... Look for the reason in kubectl logs (--previous).";
    "config-error" ["CreateContainerConfigError"]
        "컨테이너가 쓰려는 ConfigMap이나 Secret이 없어요. 이름과 키를 확인하고 먼저 만드세요."
        "A ConfigMap or Secret that the container needs is missing. Check name and key, and make it first.";
    "oom" ["OOMKilled"]
        "메모리 한도(limits.memory)를 넘어 커널이 죽였어요. 한도를 늘리거나 메모리를 덜 쓰게 하세요."
        "It used more than limits.memory and was killed. Raise the limit or use less.";
    "run-error" ["RunContainerError"]
        "이미지는 있지만 명령을 시작하지 못했어요. command와 args의 경로를 확인하세요."
        "The image is there but its command cannot start. Check command and args.";
    "init-error" ["Init:Error"]
        "init 컨테이너가 실패해서 다음으로 못 넘어가요. kubectl logs 파드 -c init컨테이너로 이유를 보세요."
        "An init container failed, so the others wait. See kubectl logs POD -c INIT-CONTAINER.";
    "evicted" ["Evicted"]
        "노드의 자원이 모자라 쫓겨난 파드예요. 컨트롤러가 있다면 다른 노드에 새로 만들어요."
        "The node ran short and evicted the pod. A controller makes a new one elsewhere.";
    "node-not-ready" ["NotReady"]
        "노드의 kubelet에서 소식이 끊겼어요. 40초 넘게 조용하면 NotReady, 5분이 지나면 그 노드의 파드를 다른 곳에 다시 만들어요."
        "The node's kubelet is silent. After 40s it is NotReady; after five minutes its pods are replaced elsewhere.";
    "pending" [" Pending "]
        "아직 노드가 정해지지 않았어요. kubectl describe pod의 이벤트나 스케줄링 그림에서 이유를 보세요."
        "No node has been chosen yet. The events in kubectl describe pod, or the scheduling view, tell why.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_find_their_notes() {
        let key = |text: &str| find(ChunkKind::Err, text).map(|n| n.key);
        assert_eq!(key("Error from server (NotFound): pods \"web\" not found\n"), Some("not-found"));
        assert_eq!(key("Error from server (NotFound): namespaces \"x\" not found\n"), Some("namespace-not-found"));
        assert_eq!(
            key(
                "Error from server (Forbidden): error when creating \"a.yaml\": pods \"a\" is forbidden: exceeded quota: q"
            ),
            Some("quota-exceeded")
        );
        assert_eq!(key("web   0/1     Pending   0          3s\n"), Some("pending"));
        assert_eq!(key("pod/web created\n"), None);
        assert!(find(ChunkKind::Echo, "$ grep CrashLoopBackOff").is_none());
    }

    #[test]
    fn notes_are_told_apart_and_complete() {
        for (i, note) in NOTES.iter().enumerate() {
            assert!(!note.ko.is_empty() && !note.en.is_empty() && !note.words.is_empty(), "{}", note.key);
            assert!(NOTES[..i].iter().all(|n| n.key != note.key), "{} twice", note.key);
            assert_eq!(named(note.key).map(|n| n.key), Some(note.key));
        }
        assert!(NOTES.len() >= 40);
    }
}
