//! What extends the API: definitions, webhooks, policies and registered APIs.

use super::{check, wrong};

/// A definition of one version with this schema.
fn schema(text: &str) -> Vec<String> {
    wrong(&format!(
        "{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: things.a.b}}, spec: \
         {{group: a.b, scope: Namespaced, names: {{plural: things, kind: Thing}}, versions: [{{name: v1, served: true, \
         storage: true, schema: {{openAPIV3Schema: {text}}}}}]}}}}"
    ))
}

#[test]
fn schemas_of_definitions() {
    const AT: &str = "spec.validation.openAPIV3Schema";
    let at = |rest: &str| format!("{AT}.{rest}");
    check(
        &[
            (
                "{type: object, properties: {metadata: {type: object, properties: {name: {type: string, pattern: a}}}, \
                 spec: {type: object, properties: {port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, \
                 {type: string}]}, any: {x-kubernetes-preserve-unknown-fields: true}, list: {type: array, items: {type: \
                 string}}}}}}",
                &[],
            ),
            ("{}", &[&at("type: Required value: must not be empty at the root")]),
            (
                "{type: object, properties: {a: {}, b: {type: array}, c: {type: array, items: {}}, d: {type: float}}}",
                &[
                    &at("properties[a].type: Required value: must not be empty for specified object fields"),
                    &at("properties[b].items: Required value: must be specified"),
                    &at("properties[c].items.type: Required value: must not be empty for specified array items"),
                    &at("properties[d].type: Unsupported value: \"float\": supported values: \"array\", \"boolean\", \
                         \"integer\", \"number\", \"object\", \"string\""),
                ],
            ),
            (
                "{type: object, properties: {a: {type: object, oneOf: [{type: object}], additionalProperties: false, \
                 properties: {b: {type: string}}}}, anyOf: [{properties: {c: {minimum: 1}}}]}",
                &[
                    &at("properties[a].oneOf[0].type: Forbidden: must be empty to be structural"),
                    &at(&format!(
                        "properties[c]: Required value: because it is defined in {AT}.anyOf[0].properties[c]"
                    )),
                    &at(
                        "properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual \
                         exclusive",
                    ),
                ],
            ),
            (
                "{type: object, properties: {metadata: {type: object, properties: {labels: {type: object}}}, l: {type: \
                 array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: \
                 {k: {type: string}}}}}}",
                &[
                    &at(
                        "properties[metadata]: Forbidden: must not specify anything other than name and generateName, \
                         but metadata is implicitly specified",
                    ),
                    &at("properties[l].items.properties[k].default: Required value: this property is in \
                         x-kubernetes-list-map-keys, so it must have a default or be a required property"),
                ],
            ),
        ],
        schema,
    );
}

#[test]
fn defaults_fit_their_schema() {
    const AT: &str = "spec.validation.openAPIV3Schema.properties[spec]";
    let at = |rest: &str| format!("{AT}.{rest}");
    check(
        &[
            (
                "{type: object, properties: {spec: {type: object, default: {a: 3, z: 1}, properties: {a: {type: string, \
                 default: 5}, b: {type: array, items: {type: object, default: {x: 1}}}, c: {type: string, enum: [x], \
                 default: w, pattern: '^[a-z]+$'}}}}}",
                &[
                    &at("default: Invalid value: {\"a\":3,\"z\":1}: must not have unknown fields"),
                    &at("default.a: Invalid value: \"integer\": a in body must be of type string: \"integer\""),
                    &at("properties[a].default: Invalid value: \"integer\":  in body must be of type string: \
                         \"integer\""),
                    &at("properties[b].items.default: Invalid value: {\"x\":1}: must not have unknown fields"),
                    &at("properties[c].default: Unsupported value: \"w\": supported values: \"x\""),
                ],
            ),
            (
                "{type: object, properties: {spec: {type: object, properties: {a: {type: string, pattern: '(?!b)'}}, \
                 allOf: [{x-kubernetes-map-type: atomic, x-kubernetes-validations: [{rule: 'true'}]}]}}}",
                &[
                    &at("allOf[0].x-kubernetes-map-type: Forbidden: must be undefined to be structural"),
                    &at("allOf[0].x-kubernetes-validations: Forbidden: must be empty to be structural"),
                    &at(
                        "properties[a].pattern: Invalid value: \"(?!b)\": must be a valid regular expression, but isn't: \
                         error parsing regexp: invalid or unsupported Perl syntax: `(?!`",
                    ),
                    &at("allOf[0].type: Required value: must be object if x-kubernetes-map-type is specified"),
                ],
            ),
        ],
        schema,
    );
}

#[test]
fn rules_name_fields_that_there_are() {
    let rules = |paths: &str| {
        let paths: Vec<String> = paths.split(' ').map(|p| format!("{{rule: 'true', fieldPath: \"{p}\"}}")).collect();
        schema(&format!(
            "{{type: object, properties: {{spec: {{type: object, x-kubernetes-validations: [{}], properties: {{a: {{type: \
             string}}, m: {{type: object, additionalProperties: {{type: string}}}}, x.y: {{type: string}}}}}}}}}}",
            paths.join(", ")
        ))
    };
    let at = |i: usize, path: &str| {
        format!(
            "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[{i}].fieldPath: Invalid value: \
             \"{path}\": fieldPath must be a valid path"
        )
    };
    check(
        &[
            (".a .m.k .m['k.l'] ['x.y']", &[]),
            (".b a . .a.b .m[k]", &[&at(0, ".b"), &at(1, "a"), &at(2, "."), &at(3, ".a.b"), &at(4, ".m[k]")]),
        ],
        rules,
    );
}

#[test]
fn fields_to_select_by() {
    let fields = |list: &str| {
        wrong(&format!(
            "{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: things.a.b}}, spec: \
             {{group: a.b, scope: Namespaced, names: {{plural: things, kind: Thing}}, versions: [{{name: v1, served: \
             true, storage: true, selectableFields: {list}, schema: {{openAPIV3Schema: {{type: object, properties: \
             {{spec: {{type: object, properties: {{a: {{type: string}}}}}}}}}}}}}}]}}}}"
        ))
    };
    let at = |i: usize, rest: &str| format!("spec.selectableFields[{i}].jsonPath: {rest}");
    check(
        &[
            ("[{jsonPath: .spec.a}]", &[]),
            (
                "[{jsonPath: .spec.b}, {jsonPath: spec.a}, {jsonPath: .spec}, {jsonPath: .spec.a}, {jsonPath: .spec.a}, \
                 {jsonPath: ''}]",
                &[
                    &at(0, "Invalid value: \".spec.b\": is an invalid path: does not refer to a valid field"),
                    &at(1, "Invalid value: \"spec.a\": is an invalid path: expected [ or . but got: spec"),
                    &at(
                        2,
                        "Invalid value: \".spec\": must point to a field of type string, boolean or integer. Enum string \
                         fields and strings with formats are allowed.",
                    ),
                    &at(4, "Duplicate value: \".spec.a\""),
                    &at(5, "Required value"),
                ],
            ),
        ],
        fields,
    );
}

#[test]
fn definitions() {
    let crd = |spec: &str| {
        format!(
            "{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: things.a.b}}, spec: {spec}}}"
        )
    };
    let names = "names: {plural: things, kind: Thing}";
    check(
        &[
            (
                &crd(&format!(
                    "{{group: a.b, scope: Namespaced, {names}, versions: [{{name: v1, served: true, storage: true, schema: {{openAPIV3Schema: {{type: object}}}}}}]}}"
                )),
                &[],
            ),
            (
                &crd(&format!(
                    "{{group: c.d, scope: Odd, {names}, versions: [{{name: v1, served: true, storage: false}}]}}"
                )),
                &[
                    "metadata.name: Invalid value: \"things.a.b\": must be spec.names.plural+\".\"+spec.group",
                    "spec.scope: Unsupported value: \"Odd\": supported values: \"Cluster\", \"Namespaced\"",
                    "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required",
                    "spec.versions: Invalid value: [{\"Name\":\"v1\",\"Served\":true,\"Storage\":false,\"Deprecated\":\
                     false,\"DeprecationWarning\":null,\"Schema\":null,\"Subresources\":null,\
                     \"AdditionalPrinterColumns\":null,\"SelectableFields\":null}]: must have exactly one version \
                     marked as storage version",
                    "status.storedVersions: Invalid value: null: must have at least one stored version",
                ],
            ),
        ],
        wrong,
    );
}

#[test]
fn webhooks_and_policies() {
    let hook = |body: &str| {
        format!(
            "{{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {{name: a}}, \
             webhooks: [{body}]}}"
        )
    };
    let policy = |spec: &str| {
        format!(
            "{{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {{name: a}}, spec: \
             {spec}}}"
        )
    };
    let rules = "matchConstraints: {resourceRules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], \
                 resources: [deployments]}]}";
    check(
        &[
            (
                &hook(
                    "{name: foo, clientConfig: {url: 'http://a/b?c'}, rules: [{operations: [GET], resources: [pods, '*']}]}",
                ),
                &[
                    "webhooks[0].name: Invalid value: \"foo\": should be a domain with at least three segments separated by \
                     dots",
                    "webhooks[0].rules[0].operations[0]: Unsupported value: \"GET\": supported values: \"*\", \"CONNECT\", \
                     \"CREATE\", \"DELETE\", \"UPDATE\"",
                    "webhooks[0].rules[0].apiGroups: Required value",
                    "webhooks[0].rules[0].apiVersions: Required value",
                    "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
                    "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired \
                     format: https://host[/path]",
                    "webhooks[0].clientConfig.url: Invalid value: \"c\": query parameters are not permitted in the URL",
                    "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1",
                ],
            ),
            (
                &hook(
                    "{name: a.b.c, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {service: {name: s, \
                     namespace: d, path: /a//b}}}",
                ),
                &["webhooks[0].clientConfig.service.path: Invalid value: \"/a//b\": segment[1] may not be empty"],
            ),
            (
                &policy("{}"),
                &[
                    "spec.matchConstraints: Required value",
                    "spec.validations: Required value: validations or auditAnnotations must contain at least one item",
                    "spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item",
                ],
            ),
            (
                &policy(&format!("{{{rules}, validations: [{{expression: ' '}}, {{expression: a, reason: Foo}}]}}")),
                &[
                    "spec.validations[0].expression: Required value: expression is not specified",
                    "spec.validations[1].reason: Unsupported value: \"Foo\": supported values: \"Forbidden\", \"Invalid\", \
                     \"RequestEntityTooLarge\"",
                ],
            ),
            (&policy(&format!("{{{rules}, validations: [{{expression: object.spec.replicas < 5}}]}}")), &[]),
        ],
        wrong,
    );
}

#[test]
fn policies_that_change_objects() {
    let policy = |spec: &str| {
        let head = "apiVersion: admissionregistration.k8s.io/v1, kind: MutatingAdmissionPolicy, metadata: {name: a}";
        format!("{{{head}, spec: {{reinvocationPolicy: Never, {spec}}}}}")
    };
    let rules = |operation: &str| {
        format!(
            "matchConstraints: {{resourceRules: [{{operations: [{operation}], apiGroups: [''], apiVersions: [v1], \
             resources: [pods]}}]}}"
        )
    };
    check(
        &[
            (
                &policy(&format!("{}, reinvocationPolicy: Often", rules("DELETE"))),
                &[
                    "spec.matchConstraints.resourceRules.operations: Unsupported value: \"DELETE\": supported values: \"*\", \
                     \"CONNECT\", \"CREATE\", \"UPDATE\"",
                    "spec.mutations: Required value: mutations must contain at least one item",
                    "spec.reinvocationPolicy: Unsupported value: \"Often\": supported values: \"IfNeeded\", \"Never\"",
                ],
            ),
            (
                &policy(&format!(
                    "{}, mutations: [{{}}, {{patchType: Foo}}, {{patchType: JSONPatch}}, {{patchType: JSONPatch, jsonPatch: \
                     {{expression: ''}}, applyConfiguration: {{expression: a}}}}]",
                    rules("CREATE")
                )),
                &[
                    "spec.mutations[0].patchType: Required value",
                    "spec.mutations[1].patchType: Unsupported value: \"Foo\": supported values: \"ApplyConfiguration\", \
                     \"JSONPatch\"",
                    "spec.mutations[2].jsonPatch: Required value: must be specified when patchType is JSONPatch",
                    "spec.mutations[3].applyConfiguration: Invalid value: \"{applyConfiguration}\": must not be specified when \
                     patchType is JSONPatch",
                    "spec.mutations[3].jsonPatch.expression: Required value",
                ],
            ),
            (
                &policy(&format!(
                    "{}, mutations: [{{patchType: ApplyConfiguration, applyConfiguration: {{expression: 'Object{{}}'}}}}]",
                    rules("'*'")
                )),
                &[],
            ),
        ],
        wrong,
    );
}

#[test]
fn registered_apis() {
    let of = |name: &str, spec: &str| {
        format!("{{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {{name: {name}}}, spec: {spec}}}")
    };
    check(
        &[
            (
                &of("x", "{group: a.b, version: v1, groupPriorityMinimum: 0, versionPriority: 5, service: {name: s}}"),
                &[
                    "metadata.name: Invalid value: \"x\": must be `spec.version+\".\"+spec.group`: \"v1.a.b\"",
                    "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000",
                    "spec.service.namespace: Required value",
                ],
            ),
            (&of("v1.", "{version: v1, groupPriorityMinimum: 5, versionPriority: 5}"), &[]),
        ],
        wrong,
    );
}
