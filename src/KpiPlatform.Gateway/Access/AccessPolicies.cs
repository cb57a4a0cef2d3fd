using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using KpiPlatform.Domain.Access;
using KpiPlatform.Protocol.V1;
using HealthV1 = KpiPlatform.Protocol.Health.Health;
using ReflectionV1 = KpiPlatform.Protocol.Reflection.V1;
using ReflectionV1Alpha = KpiPlatform.Protocol.Reflection.V1Alpha;

namespace KpiPlatform.Gateway.Access;

/// <summary>
/// The one table of who may call what. Each method of each service has a row; one without is closed to everybody. Of a row that names
/// tenants, callers with a tenant's credential get no further than their own. Immutable, thread-safe.
/// </summary>
internal sealed class AccessPolicies
{
    private const AccessRoles Ingest = AccessRoles.Ingest;
    private const AccessRoles Viewer = AccessRoles.Viewer;
    private const AccessRoles Editor = AccessRoles.Editor;
    private const AccessRoles TenantAdmin = AccessRoles.TenantAdmin;
    private const AccessRoles PlatformAdmin = AccessRoles.PlatformAdmin;
    private const AccessRoles Anybody = AccessRoles.None;
    private readonly FrozenDictionary<string, MethodAccess> _rows;

    public AccessPolicies() => _rows = Rows().ToFrozenDictionary(row => row.Method, StringComparer.Ordinal);

    /// <summary>All rows.</summary>
    public IReadOnlyCollection<MethodAccess> All => _rows.Values;

    /// <summary>The row of a method by its full name; null if there is none, and then nobody may call it.</summary>
    public MethodAccess? Find(string method) => _rows.GetValueOrDefault(method);

    private static IEnumerable<MethodAccess> Rows()
    {
        var interactions = InteractionService.Descriptor;
        yield return Row(interactions, "RecordInteraction", Ingest, "parent") with { Cost = 0, Also = Also(interactions, "RecordInteraction", "return_customer") };
        yield return Row(interactions, "RecordInteractions", Ingest, "parent") with { Cost = 0, Also = Also(interactions, "RecordInteractions", "return_customers") };
        yield return Row(interactions, "ListInteractions", Viewer, "parent") with { Cost = 10 };
        yield return Row(interactions, "GetDataQuality", Viewer, "parent");
        yield return Row(interactions, "ListRejectedInteractions", Viewer, "parent") with { Cost = 10 };
        yield return Row(interactions, "ResubmitRejectedInteractions", Ingest, "parent") with { Cost = 0 };

        var customers = CustomerService.Descriptor;
        yield return Row(customers, "GetCustomer", Viewer, "name");
        yield return Row(customers, "ListCustomers", Viewer, "parent") with { Cost = 10 };
        yield return Row(customers, "WatchCustomer", Viewer, "name");
        yield return Row(customers, "EraseCustomer", TenantAdmin, "name");
        yield return Row(customers, "ExportCustomer", TenantAdmin, "name") with { Cost = 10 };

        var scorecards = ScorecardService.Descriptor;
        yield return Row(scorecards, "CreateScorecard", Editor, "parent");
        yield return Row(scorecards, "GetScorecardDefinition", Viewer, "name");
        yield return Row(scorecards, "ListScorecards", Viewer, "parent");
        yield return Row(scorecards, "UpdateScorecard", Editor, "scorecard.name");
        yield return Row(scorecards, "DeleteScorecard", Editor, "name");
        yield return Row(scorecards, "GetScorecard", Viewer, "name");
        yield return Row(scorecards, "WatchScorecard", Viewer, "name");
        yield return Row(scorecards, "QueryIndicator", Viewer, "parent") with { Cost = 10 };
        yield return Row(scorecards, "ExplainScorecard", Viewer, "name") with { Cost = 10 };
        yield return Row(scorecards, "ListTemplates", Viewer, "parent");
        yield return Row(scorecards, "ListScorecardVersions", Viewer, "name");
        yield return Row(scorecards, "ListOverdueReviews", Viewer, "parent");
        yield return Row(scorecards, "ClosePeriod", Editor, "name");
        yield return Row(scorecards, "ListClosedPeriods", Viewer, "name");
        yield return Row(scorecards, "CreateOverride", Editor, "parent");
        yield return Row(scorecards, "WithdrawOverride", Editor, "parent");
        yield return Row(scorecards, "ListOverrides", Viewer, "parent");
        yield return Row(scorecards, "CreateComment", Editor, "parent");
        yield return Row(scorecards, "ListComments", Viewer, "parent");
        yield return Row(scorecards, "ListIndicators", Viewer, "parent");

        // For the observations and the values; each series that is read costs what it does by itself, once it is known which.
        yield return Row(scorecards, "ExportScorecard", Viewer, "name") with { Cost = 10 };

        // Observations are what people enter, as overrides are.
        yield return Row(scorecards, "ImportScorecard", Editor, "name");

        var tenants = TenantService.Descriptor;
        yield return Row(tenants, "CreateTenant", PlatformAdmin);

        // Importers ask for the time zone.
        yield return Row(tenants, "GetTenant", Ingest | Viewer, "name");
        yield return Row(tenants, "ListTenants", PlatformAdmin);
        yield return Row(tenants, "UpdateTenant", TenantAdmin, "tenant.name");
        yield return Row(tenants, "RecountTenant", TenantAdmin, "name") with { Cost = 500 };
        yield return Row(tenants, "VerifyTenant", TenantAdmin, "name") with { Cost = 500 };
        yield return Row(tenants, "DeleteFacts", TenantAdmin, "name") with { Cost = 500 };
        yield return Row(tenants, "SuspendTenant", PlatformAdmin, "name");
        yield return Row(tenants, "ResumeTenant", PlatformAdmin, "name");
        yield return Row(tenants, "DeleteTenant", PlatformAdmin, "name");
        yield return Row(tenants, "ExportTenant", TenantAdmin, "name") with { Cost = 500 };
        yield return Row(tenants, "GetTenantUsage", TenantAdmin, "name");
        yield return Row(tenants, "GetTenantQuota", TenantAdmin, "name");
        yield return Row(tenants, "UpdateTenantQuota", PlatformAdmin, "quota.name");

        var definitions = DefinitionService.Descriptor;
        yield return Row(definitions, "CreateMeasure", Editor, "parent");
        yield return Row(definitions, "GetMeasure", Viewer, "name");
        yield return Row(definitions, "ListMeasures", Viewer, "parent");
        yield return Row(definitions, "UpdateMeasure", Editor, "measure.name");
        yield return Row(definitions, "DeleteMeasure", Editor, "name");
        yield return Row(definitions, "CreateIndicator", Editor, "parent");
        yield return Row(definitions, "GetIndicator", Viewer, "name");
        yield return Row(definitions, "ListIndicators", Viewer, "parent");
        yield return Row(definitions, "UpdateIndicator", Editor, "indicator.name");
        yield return Row(definitions, "DeleteIndicator", Editor, "name");
        yield return Row(definitions, "CheckFormula", Viewer, "parent");

        var analysis = AnalysisService.Descriptor;
        yield return Row(analysis, "QueryCohorts", Viewer, "parent") with { Cost = 100 };
        yield return Row(analysis, "CompareGroups", Viewer, "parent") with { Cost = 100 };
        yield return Row(analysis, "ListContributors", Viewer, "parent") with { Cost = 100 };
        yield return Row(analysis, "CorrelateIndicators", Viewer, "parent") with { Cost = 100 };
        yield return Row(analysis, "AnalyseDrivers", Viewer, "parent") with { Cost = 100 };

        var segments = SegmentService.Descriptor;
        yield return Row(segments, "CreateSegment", Editor, "parent");
        yield return Row(segments, "GetSegment", Viewer, "name");
        yield return Row(segments, "ListSegments", Viewer, "parent");
        yield return Row(segments, "UpdateSegment", Editor, "segment.name");
        yield return Row(segments, "DeleteSegment", Editor, "name");
        yield return Row(segments, "ListSegmentMembers", Viewer, "parent") with { Cost = 10 };
        yield return Row(segments, "ListSegmentEvents", Viewer, "parent") with { Cost = 10 };
        yield return Row(segments, "WatchSegment", Viewer, "name");

        var alerts = AlertService.Descriptor;
        yield return Row(alerts, "CreateAlertRule", Editor, "parent");
        yield return Row(alerts, "GetAlertRule", Viewer, "name");
        yield return Row(alerts, "ListAlertRules", Viewer, "parent");
        yield return Row(alerts, "UpdateAlertRule", Editor, "alert_rule.name");
        yield return Row(alerts, "DeleteAlertRule", Editor, "name");
        yield return Row(alerts, "ListAlertActions", Viewer, "parent");
        yield return Row(alerts, "GetAlertAction", Viewer, "name");
        yield return Row(alerts, "UpdateAlertAction", Editor, "alert_action.name");
        yield return Row(alerts, "AcknowledgeAlertAction", Editor, "name");
        yield return Row(alerts, "ResolveAlertAction", Editor, "name");
        yield return Row(alerts, "ReopenAlertAction", Editor, "name");
        yield return Row(alerts, "CommentAlertAction", Editor, "name");
        yield return Row(alerts, "ListAlertComments", Viewer, "parent");
        yield return Row(alerts, "ListAlertEvents", Viewer, "parent");
        yield return Row(alerts, "WatchAlerts", Viewer, "parent");

        // Where data leaves the platform to.
        var webhooks = WebhookService.Descriptor;
        yield return Row(webhooks, "CreateWebhook", TenantAdmin, "parent");
        yield return Row(webhooks, "GetWebhook", TenantAdmin, "name");
        yield return Row(webhooks, "ListWebhooks", TenantAdmin, "parent");
        yield return Row(webhooks, "UpdateWebhook", TenantAdmin, "webhook.name");
        yield return Row(webhooks, "DeleteWebhook", TenantAdmin, "name");
        yield return Row(webhooks, "RotateWebhookSecret", TenantAdmin, "name");
        yield return Row(webhooks, "TestWebhook", TenantAdmin, "name");
        yield return Row(webhooks, "ListDeadLetters", TenantAdmin, "parent");
        yield return Row(webhooks, "ReplayDeadLetters", TenantAdmin, "name");

        var benchmarks = BenchmarkService.Descriptor;
        yield return Row(benchmarks, "CreateBenchmark", Editor, "parent");
        yield return Row(benchmarks, "GetBenchmark", Viewer, "name");
        yield return Row(benchmarks, "ListBenchmarks", Viewer, "parent");
        yield return Row(benchmarks, "UpdateBenchmark", Editor, "benchmark.name");
        yield return Row(benchmarks, "DeleteBenchmark", Editor, "name");
        yield return Row(benchmarks, "CompareBenchmarks", Viewer, "parent") with { Cost = 10 };

        var cluster = ClusterService.Descriptor;
        yield return Row(cluster, "ListNodes", PlatformAdmin);
        yield return Row(cluster, "WatchNodes", PlatformAdmin);
        yield return Row(cluster, "DrainNode", PlatformAdmin);

        var access = AccessService.Descriptor;
        yield return Row(access, "WhoAmI", Anybody);
        yield return Row(access, "CreateKey", TenantAdmin, "parent") with { IsPlatformsWithoutTenant = true };
        yield return Row(access, "GetKey", TenantAdmin, "name") with { IsPlatformsWithoutTenant = true };
        yield return Row(access, "ListKeys", TenantAdmin, "parent") with { IsPlatformsWithoutTenant = true };
        yield return Row(access, "RotateKey", TenantAdmin, "name") with { IsPlatformsWithoutTenant = true };
        yield return Row(access, "RevokeKey", TenantAdmin, "name") with { IsPlatformsWithoutTenant = true };

        var audit = AuditService.Descriptor;
        yield return Row(audit, "ListAuditEvents", TenantAdmin, "parent") with { IsPlatformsWithoutTenant = true };
        yield return Row(audit, "VerifyAuditLog", TenantAdmin, "parent") with { IsPlatformsWithoutTenant = true };

        // Load balancers have no keys.
        foreach (var method in HealthV1.Descriptor.Methods)
            yield return Row(HealthV1.Descriptor, method.Name, Anybody) with { IsPublic = true };
        yield return Row(ReflectionV1.ServerReflection.Descriptor, "ServerReflectionInfo", Anybody);
        yield return Row(ReflectionV1Alpha.ServerReflection.Descriptor, "ServerReflectionInfo", Anybody);
    }

    private static MethodAccess Row(ServiceDescriptor service, string method, AccessRoles anyOf, params string[] names) => new()
    {
        Method = $"/{service.FullName}/{method}",
        AnyOf = anyOf,
        Names = [.. names.Select(path => new MessageField(Request(service, method), path))],
        Scope = service.File.Package == InteractionService.Descriptor.File.Package ? $"{service.Name}/{method}" : string.Empty,
    };

    /// <summary>What shows customers in an answer takes the role of those who may see them.</summary>
    private static (MessageField Field, AccessRoles AnyOf)[] Also(ServiceDescriptor service, string method, string path) =>
        [(new MessageField(Request(service, method), path), Viewer)];

    private static MessageDescriptor Request(ServiceDescriptor service, string method) =>
        service.FindMethodByName(method)?.InputType ?? throw new InvalidOperationException($"{service.FullName} has no method {method}.");
}
