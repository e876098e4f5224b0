//! Views of `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1`.
//! Written by `cargo xtask schema`; do not edit.

use super::*;

view!(CustomResourceColumnDefinition {
    description "description" str;
    format "format" str;
    json_path "jsonPath" str;
    name "name" str;
    priority "priority" int;
    type_ "type" str;
});

view!(CustomResourceConversion {
    strategy "strategy" str;
    webhook "webhook" opt [apiextensions WebhookConversion];
});

view!(CustomResourceDefinition {
    api_version "apiVersion" str;
    kind "kind" str;
    metadata "metadata" view [meta ObjectMeta];
    spec "spec" view [apiextensions CustomResourceDefinitionSpec];
    status "status" view [apiextensions CustomResourceDefinitionStatus];
});

view!(CustomResourceDefinitionCondition {
    last_transition_time "lastTransitionTime" time;
    message "message" str;
    observed_generation "observedGeneration" int;
    reason "reason" str;
    status "status" str;
    type_ "type" str;
});

view!(CustomResourceDefinitionNames {
    categories "categories" strs;
    kind "kind" str;
    list_kind "listKind" str;
    plural "plural" str;
    short_names "shortNames" strs;
    singular "singular" str;
});

view!(CustomResourceDefinitionSpec {
    conversion "conversion" opt [apiextensions CustomResourceConversion];
    group "group" str;
    names "names" view [apiextensions CustomResourceDefinitionNames];
    preserve_unknown_fields "preserveUnknownFields" bool;
    scope "scope" str;
    versions "versions" list [apiextensions CustomResourceDefinitionVersion];
});

view!(CustomResourceDefinitionStatus {
    accepted_names "acceptedNames" view [apiextensions CustomResourceDefinitionNames];
    conditions "conditions" list [apiextensions CustomResourceDefinitionCondition];
    observed_generation "observedGeneration" int;
    stored_versions "storedVersions" strs;
});

view!(CustomResourceDefinitionVersion {
    additional_printer_columns "additionalPrinterColumns" list [apiextensions CustomResourceColumnDefinition];
    deprecated "deprecated" bool;
    deprecation_warning "deprecationWarning" opt_str;
    name "name" str;
    schema "schema" opt [apiextensions CustomResourceValidation];
    selectable_fields "selectableFields" list [apiextensions SelectableField];
    served "served" bool;
    storage "storage" bool;
    subresources "subresources" opt [apiextensions CustomResourceSubresources];
});

view!(CustomResourceSubresourceScale {
    label_selector_path "labelSelectorPath" opt_str;
    spec_replicas_path "specReplicasPath" str;
    status_replicas_path "statusReplicasPath" str;
});

view!(CustomResourceSubresourceStatus {});

view!(CustomResourceSubresources {
    scale "scale" opt [apiextensions CustomResourceSubresourceScale];
    status "status" opt [apiextensions CustomResourceSubresourceStatus];
});

view!(CustomResourceValidation {
    open_apiv3_schema "openAPIV3Schema" opt [apiextensions JSONSchemaProps];
});

view!(ExternalDocumentation {
    description "description" str;
    url "url" str;
});

view!(JSONSchemaProps {
    ref_ "$ref" opt_str;
    schema "$schema" str;
    additional_items "additionalItems" any;
    additional_properties "additionalProperties" any;
    all_of "allOf" list [apiextensions JSONSchemaProps];
    any_of "anyOf" list [apiextensions JSONSchemaProps];
    default_ "default" any;
    definitions "definitions" map;
    dependencies "dependencies" map;
    description "description" str;
    enum_ "enum" anys;
    example "example" any;
    exclusive_maximum "exclusiveMaximum" bool;
    exclusive_minimum "exclusiveMinimum" bool;
    external_docs "externalDocs" opt [apiextensions ExternalDocumentation];
    format "format" str;
    id "id" str;
    items "items" any;
    max_items "maxItems" opt_int;
    max_length "maxLength" opt_int;
    max_properties "maxProperties" opt_int;
    maximum "maximum" any;
    min_items "minItems" opt_int;
    min_length "minLength" opt_int;
    min_properties "minProperties" opt_int;
    minimum "minimum" any;
    multiple_of "multipleOf" any;
    not_ "not" opt [apiextensions JSONSchemaProps];
    nullable "nullable" bool;
    one_of "oneOf" list [apiextensions JSONSchemaProps];
    pattern "pattern" str;
    pattern_properties "patternProperties" map;
    properties "properties" map;
    required "required" strs;
    title "title" str;
    type_ "type" str;
    unique_items "uniqueItems" bool;
    x_kubernetes_embedded_resource "x-kubernetes-embedded-resource" bool;
    x_kubernetes_int_or_string "x-kubernetes-int-or-string" bool;
    x_kubernetes_list_map_keys "x-kubernetes-list-map-keys" strs;
    x_kubernetes_list_type "x-kubernetes-list-type" opt_str;
    x_kubernetes_map_type "x-kubernetes-map-type" opt_str;
    x_kubernetes_preserve_unknown_fields "x-kubernetes-preserve-unknown-fields" opt_bool;
    x_kubernetes_validations "x-kubernetes-validations" list [apiextensions ValidationRule];
});

view!(SelectableField {
    json_path "jsonPath" str;
});

view!(ServiceReference {
    name "name" str;
    namespace "namespace" str;
    path "path" opt_str;
    port "port" opt_int;
});

view!(ValidationRule {
    field_path "fieldPath" str;
    message "message" str;
    message_expression "messageExpression" str;
    optional_old_self "optionalOldSelf" opt_bool;
    reason "reason" opt_str;
    rule "rule" str;
});

view!(WebhookClientConfig {
    ca_bundle "caBundle" str;
    service "service" opt [apiextensions ServiceReference];
    url "url" opt_str;
});

view!(WebhookConversion {
    client_config "clientConfig" opt [apiextensions WebhookClientConfig];
    conversion_review_versions "conversionReviewVersions" strs;
});
