use super::*;

#[test]
fn every_kind_has_a_type_with_metadata() {
    for k in crate::kinds::KINDS {
        let t = of(k.group, k.version, k.kind).unwrap_or_else(|| panic!("no type for {}", k.kind));
        assert_eq!(t.name(), k.kind);
        assert_eq!(t.field("metadata").unwrap().ty().object(), Some(object_meta()));
    }
}

#[test]
fn names_are_sorted_and_found() {
    for t in types() {
        assert_eq!(named(&t.full_name()), Some(t));
        let names: Vec<&str> = t.fields().map(Field::name).collect();
        assert!(names.is_sorted(), "{names:?}");
        for f in t.fields() {
            assert_eq!(t.field(f.name()), Some(f));
            assert!(f.merge_key().is_empty() || f.ty().innermost().object().unwrap().field(f.merge_key()).is_some());
            for key in f.map_keys() {
                assert!(f.ty().innermost().object().unwrap().field(key).is_some());
            }
        }
    }
}

#[test]
fn go_and_explain_names() {
    let pod = of("", "v1", "Pod").unwrap();
    let go = |path: &[&str]| pod.at(path).unwrap().go_type();
    assert_eq!(go(&["spec", "containers"]), "[]v1.Container");
    assert_eq!(go(&["spec", "nodeSelector"]), "map[string]string");
    assert_eq!(go(&["spec", "containers", "imagePullPolicy"]), "v1.PullPolicy");
    assert_eq!(go(&["spec", "containers", "ports", "containerPort"]), "int32");
    assert_eq!(go(&["spec", "containers", "resources", "limits"]), "v1.ResourceList");
    assert_eq!(pod.at(&["spec", "containers", "resources", "limits"]).unwrap().go_item_type(), "resource.Quantity");
    assert_eq!(pod.at(&["spec", "containers", "command"]).unwrap().go_item_type(), "string");
    assert_eq!(pod.at(&["spec", "nodeSelector"]).unwrap().go_item_type(), "string");
    let ports = pod.at(&["spec", "containers", "ports"]).unwrap();
    assert_eq!(ports.map_keys(), ["containerPort", "protocol"]);
    assert_eq!(ports.ty().innermost().object().unwrap().field("protocol").unwrap().schema_default(), "TCP");
    let quota = of("", "v1", "ResourceQuota").unwrap();
    assert_eq!(quota.at(&["spec", "hard"]).unwrap().ty().explain_name(), "map[string]Quantity");
}
