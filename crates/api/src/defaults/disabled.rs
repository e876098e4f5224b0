//! Fields that the API has, but whose features are switched off in this version: the server leaves them out without a
//! word, as if nobody had set them.

use crate::schema::TypeRef;
use crate::value::Value;

/// The fields of a type that are switched off.
fn disabled(type_name: &str) -> &'static [&'static str] {
    match type_name {
        "PodSpec" => &["schedulingGroup"],
        "PodStatus" => &["nodeAllocatableResourceClaimStatuses"],
        "Lifecycle" => &["stopSignal"],
        "VolumeProjection" => &["clusterTrustBundle", "podCertificate"],
        "RollingUpdateStatefulSetStrategy" => &["maxUnavailable"],
        "CSIDriverSpec" => &["preventPodSchedulingIfMissing"],
        "Device" => &["nodeAllocatableResourceMappings"],
        "LeaseSpec" => &["strategy", "preferredHolder"],
        _ => &[],
    }
}

pub(super) fn drop(object: &mut Value, t: TypeRef) {
    let name = t.name();
    // Of a container's hooks nothing stays where they only named a signal.
    if name == "Container" && object.map("lifecycle").keys().eq(["stopSignal"]) {
        object.remove("lifecycle");
    }
    for field in disabled(name) {
        object.remove(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::defaults::apply;
    use crate::{obj, schema};
    use sorted::SortedSet;

    #[test]
    fn what_is_switched_off_is_left_out() {
        let mut pod = obj!({"spec": {
            "schedulingGroup": {"podGroupName": "g"},
            "containers": [
                {"name": "a", "lifecycle": {"stopSignal": "SIGUSR1"}},
                {"name": "b", "lifecycle": {"stopSignal": "SIGUSR1", "preStop": {"sleep": {"seconds": 1}}}},
            ],
            "volumes": [{"name": "v", "projected": {"sources": [{"podCertificate": {"signerName": "a/b"}}]}}],
        }});
        apply(&mut pod, "", "v1", "Pod");
        let spec = pod.get("spec");
        assert!(!spec.has("schedulingGroup"));
        assert!(!spec.list("containers")[0].has("lifecycle"));
        assert_eq!(spec.list("containers")[1].map("lifecycle").keys().collect::<Vec<_>>(), ["preStop"]);
        assert_eq!(spec.list("volumes")[0].get("projected").list("sources"), [Value::object()]);
    }

    #[test]
    fn every_row_names_a_field_of_the_schema() {
        let known = |t: schema::TypeRef| disabled(t.name()).iter().filter(move |field| t.field(field).is_some());
        let rows: SortedSet<&str> = schema::types().flat_map(known).copied().collect();
        assert_eq!(rows.len(), 10, "{rows:?}");
    }
}
