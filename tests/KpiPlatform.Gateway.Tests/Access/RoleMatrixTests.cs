using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using KpiPlatform.Domain.Access;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Tests.Access.Tokens;
using KpiPlatform.Gateway.Tests.Hosting;
using NodaTime;

namespace KpiPlatform.Gateway.Tests.Access;

/// <summary>
/// Every method that is served × every role × own, other and unknown tenant × valid, expired, revoked and mistyped key, and valid, expired
/// and forged token. What is expected is written here a second time, apart from the policies: a change of who may do what is made twice, on purpose.
/// </summary>
public sealed class RoleMatrixTests
{
    // "ingest", "viewer" and so on: that role and those that include it. "platform": platform admins alone. "any": any key. "all": no key needed.
    private const string Table =
        """
        AccessService/WhoAmI any
        AccessService/CreateKey tenant-admin
        AccessService/GetKey tenant-admin
        AccessService/ListKeys tenant-admin
        AccessService/RotateKey tenant-admin
        AccessService/RevokeKey tenant-admin
        AlertService/AcknowledgeAlertAction editor
        AlertService/CommentAlertAction editor
        AlertService/CreateAlertRule editor
        AlertService/DeleteAlertRule editor
        AlertService/GetAlertAction viewer
        AlertService/GetAlertRule viewer
        AlertService/ListAlertActions viewer
        AlertService/ListAlertComments viewer
        AlertService/ListAlertEvents viewer
        AlertService/ListAlertRules viewer
        AlertService/ReopenAlertAction editor
        AlertService/ResolveAlertAction editor
        AlertService/UpdateAlertAction editor
        AlertService/UpdateAlertRule editor
        AlertService/WatchAlerts viewer
        AuditService/ListAuditEvents tenant-admin
        AuditService/VerifyAuditLog tenant-admin
        AnalysisService/AnalyseDrivers viewer
        AnalysisService/CompareGroups viewer
        AnalysisService/CorrelateIndicators viewer
        AnalysisService/ListContributors viewer
        AnalysisService/QueryCohorts viewer
        BenchmarkService/CompareBenchmarks viewer
        BenchmarkService/CreateBenchmark editor
        BenchmarkService/DeleteBenchmark editor
        BenchmarkService/GetBenchmark viewer
        BenchmarkService/ListBenchmarks viewer
        BenchmarkService/UpdateBenchmark editor
        ClusterService/DrainNode platform
        ClusterService/ListNodes platform
        ClusterService/WatchNodes platform
        CustomerService/EraseCustomer tenant-admin
        CustomerService/ExportCustomer tenant-admin
        CustomerService/GetCustomer viewer
        CustomerService/ListCustomers viewer
        CustomerService/WatchCustomer viewer
        DefinitionService/CheckFormula viewer
        DefinitionService/CreateIndicator editor
        DefinitionService/CreateMeasure editor
        DefinitionService/DeleteIndicator editor
        DefinitionService/DeleteMeasure editor
        DefinitionService/GetIndicator viewer
        DefinitionService/GetMeasure viewer
        DefinitionService/ListIndicators viewer
        DefinitionService/ListMeasures viewer
        DefinitionService/UpdateIndicator editor
        DefinitionService/UpdateMeasure editor
        InteractionService/GetDataQuality viewer
        InteractionService/ListInteractions viewer
        InteractionService/ListRejectedInteractions viewer
        InteractionService/RecordInteraction ingest
        InteractionService/RecordInteractions ingest
        InteractionService/ResubmitRejectedInteractions ingest
        ScorecardService/ClosePeriod editor
        ScorecardService/CreateComment editor
        ScorecardService/CreateOverride editor
        ScorecardService/CreateScorecard editor
        ScorecardService/DeleteScorecard editor
        ScorecardService/ExplainScorecard viewer
        ScorecardService/ExportScorecard viewer
        ScorecardService/GetScorecard viewer
        ScorecardService/GetScorecardDefinition viewer
        ScorecardService/ImportScorecard editor
        ScorecardService/ListClosedPeriods viewer
        ScorecardService/ListComments viewer
        ScorecardService/ListIndicators viewer
        ScorecardService/ListOverdueReviews viewer
        ScorecardService/ListOverrides viewer
        ScorecardService/ListScorecardVersions viewer
        ScorecardService/ListScorecards viewer
        ScorecardService/ListTemplates viewer
        ScorecardService/QueryIndicator viewer
        ScorecardService/UpdateScorecard editor
        ScorecardService/WatchScorecard viewer
        ScorecardService/WithdrawOverride editor
        SegmentService/CreateSegment editor
        SegmentService/DeleteSegment editor
        SegmentService/GetSegment viewer
        SegmentService/ListSegmentEvents viewer
        SegmentService/ListSegmentMembers viewer
        SegmentService/ListSegments viewer
        SegmentService/UpdateSegment editor
        SegmentService/WatchSegment viewer
        TenantService/CreateTenant platform
        TenantService/DeleteFacts tenant-admin
        TenantService/DeleteTenant platform
        TenantService/ExportTenant tenant-admin
        TenantService/GetTenant ingest,viewer
        TenantService/ListTenants platform
        TenantService/GetTenantQuota tenant-admin
        TenantService/GetTenantUsage tenant-admin
        TenantService/RecountTenant tenant-admin
        TenantService/ResumeTenant platform
        TenantService/SuspendTenant platform
        TenantService/UpdateTenant tenant-admin
        TenantService/UpdateTenantQuota platform
        TenantService/VerifyTenant tenant-admin
        WebhookService/CreateWebhook tenant-admin
        WebhookService/DeleteWebhook tenant-admin
        WebhookService/GetWebhook tenant-admin
        WebhookService/ListDeadLetters tenant-admin
        WebhookService/ListWebhooks tenant-admin
        WebhookService/ReplayDeadLetters tenant-admin
        WebhookService/RotateWebhookSecret tenant-admin
        WebhookService/TestWebhook tenant-admin
        WebhookService/UpdateWebhook tenant-admin
        Health/Check all
        Health/List all
        Health/Watch all
        ServerReflection/ServerReflectionInfo any
        """;

    private static readonly Dictionary<string, string> Expected = Table.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static readonly (string Name, AccessRoles Role)[] Roles =
    [
        ("ingest", AccessRoles.Ingest), ("viewer", AccessRoles.Viewer), ("editor", AccessRoles.Editor),
        ("tenant-admin", AccessRoles.TenantAdmin), ("platform-admin", AccessRoles.PlatformAdmin),
    ];

    // Each role, and the roles that do what it does: written out, not computed.
    private static readonly Dictionary<string, string[]> Openers = new(StringComparer.Ordinal)
    {
        ["ingest"] = ["ingest", "tenant-admin", "platform-admin"],
        ["viewer"] = ["viewer", "editor", "tenant-admin", "platform-admin"],
        ["editor"] = ["editor", "tenant-admin", "platform-admin"],
        ["tenant-admin"] = ["tenant-admin", "platform-admin"],
        ["platform"] = ["platform-admin"],
        ["any"] = ["ingest", "viewer", "editor", "tenant-admin", "platform-admin"],
        ["all"] = ["ingest", "viewer", "editor", "tenant-admin", "platform-admin"],
    };

    public static TheoryData<string> Methods => new(Served());

    [Fact]
    public void Table_HasEveryMethodServedAndNoOther() =>
        Served().Select(Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ShouldBe(Expected.Keys.Order(StringComparer.Ordinal), "A method is missing from this table, or gone: say here who may call it.");

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Call_EachRoleTenantAndCredential_IsDecidedAsTheTableSays(string method)
    {
        using var issuer = new TestIssuer();
        using var stranger = new TestIssuer();
        await using var server = await GatewayServer.StartAsync(options =>
        {
            options.AllowAnonymous = false;
            options.Jwt = issuer.Options();
            options.Jwt.AllowPlatformAdmins = true;
        });
        server.Ports.Definitions["other"] = server.Ports.Definitions["acme"];
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var descriptor = new ServedServices().Descriptors.SelectMany(service => service.Methods).First(one => $"/{one.Service.FullName}/{one.Name}" == method);
        var expected = Expected[Key(method)];
        List<string> wrong = [];
        foreach (var (name, role) in Roles)
        {
            var own = role == AccessRoles.PlatformAdmin ? null : "acme";
            var keys = new (string Kind, string Text)[]
            {
                ("valid", await TestKeys.AddAsync(server, own, role)),
                ("expired", await TestKeys.AddAsync(server, own, role, expiresAt: now - Duration.FromMinutes(1))),
                ("revoked", await TestKeys.AddAsync(server, own, role, isRevoked: true)),
                ("mistyped", ApiKey.Create()[..^1] + "1"),
                ("valid", issuer.Token(now.ToDateTimeOffset(), own, name)),
                ("expired", issuer.Token(now.ToDateTimeOffset().AddHours(-1), own, name)),
                ("forged", stranger.Token(now.ToDateTimeOffset(), own, name)),
            };
            foreach (var (kind, key) in keys)
            {
                foreach (var tenant in new[] { "acme", "other", "nobody" })
                {
                    var should = Decide(expected, name, kind, tenant, descriptor);
                    var code = await CallAsync(server, descriptor, tenant, key);
                    var isSame = should is null ? code is not (StatusCode.Unauthenticated or StatusCode.PermissionDenied) : code == should;
                    if (!isSame)
                        wrong.Add($"{name}, {kind} {(key.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) ? "key" : "token")}, tenant {tenant}: {code}, should be {should?.ToString() ?? "let in"}");
                }
            }
        }

        wrong.ShouldBeEmpty(method);

        // Each refusal is in the audit log with its method.
        if (expected != "all")
            server.Ports.Audit.Denials.ShouldNotBeEmpty();
        server.Ports.Audit.Denials.ShouldAllBe(denial => denial.Method == method && denial.Reason.Length > 0);
    }

    private static IEnumerable<string> Served() =>
        new ServedServices().Descriptors.SelectMany(service => service.Methods.Select(method => $"/{service.FullName}/{method.Name}"));

    private static StatusCode? Decide(string expected, string role, string kind, string tenant, MethodDescriptor method)
    {
        if (expected == "all")
            return null;
        if (kind != "valid")
            return StatusCode.Unauthenticated;
        if (!expected.Split(',').Any(one => Openers[one].Contains(role)))
            return StatusCode.PermissionDenied;
        return tenant != "acme" && role != "platform-admin" && NamedField(method.InputType) is not null ? StatusCode.PermissionDenied : null;
    }

    private static string Key(string method)
    {
        var parts = method.Split('/');
        return $"{parts[1][(parts[1].LastIndexOf('.') + 1)..]}/{parts[2]}";
    }

    /// <summary>What names the tenant, found by the contract's conventions and not by the policies.</summary>
    private static string? NamedField(MessageDescriptor request)
    {
        foreach (var name in new[] { "parent", "name" })
        {
            if (request.FindFieldByName(name) is not null)
                return name;
        }

        return request.Name.StartsWith("Update", StringComparison.Ordinal)
            ? request.Fields.InFieldNumberOrder().First(field => field.FieldType == FieldType.Message).Name + ".name"
            : null;
    }

    private static byte[] Request(MethodDescriptor method, string tenant)
    {
        var request = (IMessage)Activator.CreateInstance(method.InputType.ClrType)!;
        if (NamedField(method.InputType) is not { } path)
            return request.ToByteArray();
        var collection = method.Service.Name switch
        {
            "CustomerService" => "customers/ann",
            "ScorecardService" => "scorecards/main",
            "AccessService" => "keys/abc",
            "SegmentService" => "segments/s",
            "AlertService" => method.Name.EndsWith("Rule", StringComparison.Ordinal) ? "alertRules/r" : "alertActions/1",
            "WebhookService" => "webhooks/w",
            "DefinitionService" => method.Name.EndsWith("Measure", StringComparison.Ordinal) ? "measures/m" : "indicators/i",
            _ => null,
        };
        var isParent = path == "parent" && !method.Name.EndsWith("Override", StringComparison.Ordinal) && !method.Name.EndsWith("Comment", StringComparison.Ordinal);
        var value = collection is null || isParent ? $"tenants/{tenant}" : $"tenants/{tenant}/{collection}";
        var target = request;
        var parts = path.Split('.');
        if (parts.Length == 2)
        {
            var field = method.InputType.FindFieldByName(parts[0]);
            target = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
            field.Accessor.SetValue(request, target);
        }

        target.Descriptor.FindFieldByName(parts[^1]).Accessor.SetValue(target, value);
        return request.ToByteArray();
    }

    private static async Task<StatusCode> CallAsync(GatewayServer server, MethodDescriptor method, string tenant, string key)
    {
        var bytes = new Marshaller<byte[]>(static value => value, static value => value);
        var type = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            (true, false) => MethodType.ClientStreaming,
            _ => MethodType.DuplexStreaming,
        };
        var rpc = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, bytes, bytes);
        var before = server.Ports.Audit.Decisions.Count;
        using var patience = new CancellationTokenSource();
        var options = new CallOptions(TestKeys.Header(key), cancellationToken: patience.Token);
        var invoker = server.Channel.CreateCallInvoker();
        var call = type switch
        {
            MethodType.Unary => UnaryAsync(invoker, rpc, options, Request(method, tenant)),
            MethodType.ServerStreaming => StreamAsync(invoker.AsyncServerStreamingCall(rpc, null, options, Request(method, tenant))),
            _ => DuplexAsync(invoker.AsyncDuplexStreamingCall(rpc, null, options), Request(method, tenant)),
        };

        // A call that is let in may wait for a grain that never answers; that it was let in is known by then.
        var decided = server.Ports.Audit.AnyAfterAsync(before);
        if (await Task.WhenAny(call, decided) == decided && server.Ports.Audit.Decisions[before].Allowed)
            await patience.CancelAsync();
        return await call;
    }

    private static async Task<StatusCode> UnaryAsync(CallInvoker invoker, Method<byte[], byte[]> rpc, CallOptions options, byte[] request)
    {
        try
        {
            await invoker.AsyncUnaryCall(rpc, null, options, request);
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode;
        }
    }

    private static async Task<StatusCode> StreamAsync(AsyncServerStreamingCall<byte[]> call)
    {
        using (call)
            return await EndAsync(call.ResponseStream);
    }

    private static async Task<StatusCode> DuplexAsync(AsyncDuplexStreamingCall<byte[], byte[]> call, byte[] request)
    {
        using (call)
        {
            try
            {
                await call.RequestStream.WriteAsync(request);
                await call.RequestStream.CompleteAsync();
            }
            catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
            {
                // Refused before it was sent; how, the other direction says.
            }

            return await EndAsync(call.ResponseStream);
        }
    }

    /// <summary>Whatever comes first: an answer, or how the call ends.</summary>
    private static async Task<StatusCode> EndAsync(IAsyncStreamReader<byte[]> responses)
    {
        try
        {
            await responses.MoveNext(CancellationToken.None);
            return StatusCode.OK;
        }
        catch (RpcException exception)
        {
            return exception.StatusCode;
        }
    }
}
