//! Priority and fairness over virtual time.

use api::{Value, obj};

use crate::kinds;
use crate::testing::Lab;

fn dangling(schema: &Value) -> String {
    let conditions = schema.get("status").list("conditions");
    conditions.iter().find(|c| c.str("type") == "Dangling").map_or(String::new(), |c| c.str("status").to_string())
}

#[test]
fn what_the_server_wants_is_put_back() {
    let mut lab = Lab::new(0);
    lab.run(1);
    let wanted = lab.get(kinds::FLOW_SCHEMA, "", "probes");
    assert_eq!(dangling(&wanted), "False");
    lab.delete(kinds::FLOW_SCHEMA, "probes");
    lab.patch(kinds::FLOW_SCHEMA, "service-accounts", obj!({"spec": {"matchingPrecedence": 9}}));
    // Who takes the mark away keeps what he has changed.
    let own = obj!({
        "metadata": {"annotations": {"apf.kubernetes.io/autoupdate-spec": "false"}},
        "spec": {"matchingPrecedence": 77},
    });
    lab.patch(kinds::FLOW_SCHEMA, "global-default", own);
    lab.run(61);
    let again = lab.get(kinds::FLOW_SCHEMA, "", "probes");
    assert_eq!((again.get("spec"), dangling(&again).as_str()), (wanted.get("spec"), "False"));
    let precedence = |lab: &mut Lab, name: &str| {
        lab.get(kinds::FLOW_SCHEMA, "", name).get("spec").get("matchingPrecedence").as_i64()
    };
    assert_eq!(precedence(&mut lab, "service-accounts"), Some(9_000));
    assert_eq!(precedence(&mut lab, "global-default"), Some(77));
}

#[test]
fn a_schema_is_told_when_its_level_comes_and_goes() {
    let mut lab = Lab::new(0);
    lab.create(obj!({
        "apiVersion": "flowcontrol.apiserver.k8s.io/v1",
        "kind": "FlowSchema",
        "metadata": {"name": "mine"},
        "spec": {"priorityLevelConfiguration": {"name": "slow"}, "matchingPrecedence": 500},
    }));
    lab.run(1);
    assert_eq!(dangling(&lab.get(kinds::FLOW_SCHEMA, "", "mine")), "True");
    lab.create(obj!({
        "apiVersion": "flowcontrol.apiserver.k8s.io/v1",
        "kind": "PriorityLevelConfiguration",
        "metadata": {"name": "slow"},
        "spec": {"type": "Limited", "limited": {"nominalConcurrencyShares": 1, "limitResponse": {"type": "Reject"}}},
    }));
    lab.run(1);
    assert_eq!(dangling(&lab.get(kinds::FLOW_SCHEMA, "", "mine")), "False");
    lab.delete(kinds::PRIORITY_LEVEL_CONFIGURATION, "slow");
    lab.run(1);
    assert_eq!(dangling(&lab.get(kinds::FLOW_SCHEMA, "", "mine")), "True");
}
