using Google.Protobuf;
using Google.Protobuf.Reflection;
using KpiPlatform.Gateway.Tests.Hosting;
using KpiPlatform.Protocol.Reflection.V1;
using ReflectionCall = Grpc.Core.AsyncDuplexStreamingCall<
    KpiPlatform.Protocol.Reflection.V1.ServerReflectionRequest, KpiPlatform.Protocol.Reflection.V1.ServerReflectionResponse>;
using V1Alpha = KpiPlatform.Protocol.Reflection.V1Alpha;

namespace KpiPlatform.Gateway.Tests.Health;

/// <summary>grpc.reflection.v1 and v1alpha.</summary>
public sealed class ReflectionTests
{
    [Fact]
    public async Task ListServices_Always_NamesAllServices()
    {
        var response = await AskAsync(new() { ListServices = "*", Host = "here" });

        response.ListServicesResponse.Service.Select(service => service.Name).ShouldBe(
        [
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
            "kpi.v1.AccessService", "kpi.v1.AlertService", "kpi.v1.AnalysisService", "kpi.v1.AuditService", "kpi.v1.BenchmarkService", "kpi.v1.ClusterService", "kpi.v1.CustomerService", "kpi.v1.DefinitionService", "kpi.v1.InteractionService", "kpi.v1.ScorecardService", "kpi.v1.SegmentService", "kpi.v1.TenantService", "kpi.v1.WebhookService",
        ]);
        (response.ValidHost, response.OriginalRequest.ListServices).ShouldBe(("here", "*"));
    }

    [Theory]
    [InlineData("kpi.v1.InteractionService", "kpi/v1/interaction_service.proto")]
    [InlineData("kpi.v1.InteractionService.RecordInteractions", "kpi/v1/interaction_service.proto")]
    [InlineData("kpi.v1.Purchase", "kpi/v1/interaction.proto")]
    [InlineData("kpi.v1.Purchase.amount", "kpi/v1/interaction.proto")]
    [InlineData("kpi.v1.Interaction.kind", "kpi/v1/interaction.proto")]
    [InlineData("kpi.v1.Direction", "kpi/v1/common.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto")]
    [InlineData("google.rpc.ErrorInfo", "google/rpc/error_details.proto")]
    public async Task FileContainingSymbol_Known_GivesTheFileAndAllItsImports(string symbol, string file)
    {
        var response = await AskAsync(new() { FileContainingSymbol = symbol });
        var files = response.FileDescriptorResponse.FileDescriptorProto;

        FileDescriptorProto.Parser.ParseFrom(files[0]).Name.ShouldBe(file);
        FileDescriptor.BuildFromByteStrings(Sorted(files)).ShouldContain(descriptor => descriptor.Name == file);
    }

    [Fact]
    public async Task FileByFilename_Known_GivesIt()
    {
        var response = await AskAsync(new() { FileByFilename = "kpi/v1/common.proto" });

        FileDescriptorProto.Parser.ParseFrom(response.FileDescriptorResponse.FileDescriptorProto[0]).Name.ShouldBe("kpi/v1/common.proto");
    }

    [Fact]
    public async Task Ask_UnknownThings_ErrorsInsideAndTheStreamGoesOn()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        ServerReflectionRequest[] requests =
        [
            new() { FileByFilename = "nothing.proto" },
            new() { FileContainingSymbol = "kpi.v1.Nothing" },
            new() { FileContainingExtension = new() { ContainingType = "kpi.v1.Purchase", ExtensionNumber = 1 } },
            new() { AllExtensionNumbersOfType = "kpi.v1.Nothing" },
        ];
        foreach (var request in requests)
            (await AskAsync(call, request)).ErrorResponse.ErrorCode.ShouldBe(5, request.ToString());

        (await AskAsync(call, new())).ErrorResponse.ErrorCode.ShouldBe(3);
        (await AskAsync(call, new() { AllExtensionNumbersOfType = "kpi.v1.Purchase" })).AllExtensionNumbersResponse.ExtensionNumber.ShouldBeEmpty();
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Ask_TwiceOnOneStream_SendsImportsOnce()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        var first = await AskAsync(call, new() { FileContainingSymbol = "kpi.v1.CustomerService" });
        var second = await AskAsync(call, new() { FileContainingSymbol = "kpi.v1.CustomerService" });

        first.FileDescriptorResponse.FileDescriptorProto.Count.ShouldBeGreaterThan(1);
        second.FileDescriptorResponse.FileDescriptorProto.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task V1Alpha_Ask_AnswersTheSame()
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new V1Alpha.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { FileContainingSymbol = "kpi.v1.Scorecard" });
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        var files = call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto;

        FileDescriptorProto.Parser.ParseFrom(files[0]).Name.ShouldBe("kpi/v1/scorecard_service.proto");
        call.ResponseStream.Current.OriginalRequest.FileContainingSymbol.ShouldBe("kpi.v1.Scorecard");
    }

    private static async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        await using var server = await GatewayServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        return await AskAsync(call, request);
    }

    private static async Task<ServerReflectionResponse> AskAsync(ReflectionCall call, ServerReflectionRequest request)
    {
        await call.RequestStream.WriteAsync(request);
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        return call.ResponseStream.Current;
    }

    /// <summary>Imports before what imports them, as building descriptors wants it; fails if one is missing.</summary>
    private static List<ByteString> Sorted(IEnumerable<ByteString> files)
    {
        var byName = files.ToDictionary(file => FileDescriptorProto.Parser.ParseFrom(file).Name);
        var sorted = new List<ByteString>();
        foreach (var name in byName.Keys)
            Add(name);
        return sorted;

        void Add(string name)
        {
            var file = byName[name];
            if (sorted.Contains(file))
                return;
            foreach (var import in FileDescriptorProto.Parser.ParseFrom(file).Dependency)
                Add(import);
            sorted.Add(file);
        }
    }
}
