using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tests.Fakes;

public sealed class FakeBenchmarks : BenchmarkService.BenchmarkServiceBase
{
    /// <summary>Everything asked, in order.</summary>
    public ConcurrentQueue<Google.Protobuf.IMessage> Asked { get; } = new();

    public IndicatorBenchmarks Compared { get; set; } = new();

    public override Task<IndicatorBenchmarks> CompareBenchmarks(CompareBenchmarksRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(Compared);
    }

    public override Task<Benchmark> UpdateBenchmark(UpdateBenchmarkRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(request.Benchmark);
    }

    public override Task<ListBenchmarksResponse> ListBenchmarks(ListBenchmarksRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new ListBenchmarksResponse { Benchmarks = { new Benchmark { Name = "tenants/acme/benchmarks/study", Indicator = "base_movement", Component = "lost", Value = 12.345, Date = "2026-01-01", Source = "A study" } } });
    }

    public override Task<Benchmark> GetBenchmark(GetBenchmarkRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new Benchmark { Name = request.Name, Indicator = "csat", Value = 80, Date = "2026-01-01", Source = "A study" });
    }

    public override Task<Empty> DeleteBenchmark(DeleteBenchmarkRequest request, ServerCallContext context)
    {
        Asked.Enqueue(request);
        return Task.FromResult(new Empty());
    }
}
