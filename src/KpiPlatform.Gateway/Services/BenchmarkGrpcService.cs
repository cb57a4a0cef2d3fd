using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Gateway.Benchmarks;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.BenchmarkService; the contract's comments say what each call does.</summary>
internal sealed class BenchmarkGrpcService(BenchmarkEntries entries, BenchmarkQuery query) : BenchmarkService.BenchmarkServiceBase
{
    /// <inheritdoc/>
    public override Task<Benchmark> CreateBenchmark(CreateBenchmarkRequest request, ServerCallContext context) => entries.CreateAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Benchmark> GetBenchmark(GetBenchmarkRequest request, ServerCallContext context) => entries.GetAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ListBenchmarksResponse> ListBenchmarks(ListBenchmarksRequest request, ServerCallContext context) => entries.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<Benchmark> UpdateBenchmark(UpdateBenchmarkRequest request, ServerCallContext context) => entries.UpdateAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<Empty> DeleteBenchmark(DeleteBenchmarkRequest request, ServerCallContext context)
    {
        await entries.DeleteAsync(request, context.CancellationToken);
        return new Empty();
    }

    /// <inheritdoc/>
    public override Task<IndicatorBenchmarks> CompareBenchmarks(CompareBenchmarksRequest request, ServerCallContext context) => query.CompareAsync(request, context.CancellationToken);
}
