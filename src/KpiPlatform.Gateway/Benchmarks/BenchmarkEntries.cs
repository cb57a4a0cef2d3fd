using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Benchmarks;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Benchmarks;

/// <summary>Values that tenants entered, each a document of its own under its tenant and id; etags tell changes apart, so no grain is needed.</summary>
internal sealed class BenchmarkEntries(IStateStore store, CallerDefinitions definitions, TimeProvider time)
{
    private const string Kind = "benchmark";
    private const int DefaultPageSize = 100;

    /// <summary>How often an update without an etag is tried when others change the benchmark at the same time.</summary>
    private const int MaxAttempts = 4;

    /// <summary>Enters a value.</summary>
    public async Task<Benchmark> CreateAsync(CreateBenchmarkRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        ResourceNames.RequireBenchmarkId(request.BenchmarkId, "benchmark_id");
        var made = await CreateAsync(tenant, request.BenchmarkId, request.Benchmark, cancellationToken);
        return made ?? throw new DomainException(ErrorKind.AlreadyExists, "BENCHMARK_EXISTS", $"There is a benchmark \"{request.BenchmarkId}\" already. Update it, or take another id.", "benchmark_id");
    }

    /// <summary>One of them.</summary>
    public async Task<Benchmark> GetAsync(GetBenchmarkRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseBenchmark(request.Name, "name");
        var stored = await store.ReadAsync(Kind, Key(tenant, id), cancellationToken) ?? throw NotFound(id);
        return BenchmarkMapper.ToProto(tenant, id, Read(stored), stored.Etag);
    }

    /// <summary>One page of them.</summary>
    public async Task<ListBenchmarksResponse> ListAsync(ListBenchmarksRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString());
        var response = new ListBenchmarksResponse();
        foreach (var (id, entered, etag) in await AllAsync(tenant, cancellationToken))
        {
            if ((after is not null && string.CompareOrdinal(id, after) <= 0)
                || (request.Indicator.Length > 0 && !string.Equals(entered.Indicator, request.Indicator, StringComparison.Ordinal)))
            {
                continue;
            }

            if (response.Benchmarks.Count == size)
            {
                var last = ResourceNames.ParseBenchmark(response.Benchmarks[^1].Name, "name").Benchmark;
                response.NextPageToken = PageToken.Create(request, writer => writer.Write(last));
                break;
            }

            response.Benchmarks.Add(BenchmarkMapper.ToProto(tenant, id, entered, etag));
        }

        return response;
    }

    /// <summary>Changes one of them.</summary>
    public async Task<Benchmark> UpdateAsync(UpdateBenchmarkRequest request, CancellationToken cancellationToken)
    {
        if (request.Benchmark is null)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.Required, "benchmark is required.", "benchmark");
        var (tenant, id) = ResourceNames.ParseBenchmark(request.Benchmark.Name, "benchmark.name");
        ResourceNames.RequireBenchmarkId(id, "benchmark.name");
        var mask = UpdateMask.Read(request.UpdateMask, BenchmarkMapper.Changeable, BenchmarkMapper.OutputOnly, emptyIsAll: true);
        var expected = request.Benchmark.Etag;
        for (var attempt = 1; ; attempt++)
        {
            var stored = await store.ReadAsync(Kind, Key(tenant, id), cancellationToken);
            if (stored is null)
            {
                if (!request.AllowMissing || expected.Length > 0)
                    throw NotFound(id);
                if (await CreateAsync(tenant, id, request.Benchmark, cancellationToken) is { } made)
                    return made;
            }
            else
            {
                RequireEtag(expected, stored, "benchmark.etag");
                var changed = BenchmarkMapper.Apply(request.Benchmark, mask, Read(stored)) with { UpdatedAt = time.Now() };
                await CheckAsync(tenant, changed, cancellationToken);
                if (await store.WriteAsync(Kind, Key(tenant, id), stored.Etag, Write(changed), cancellationToken) is { } etag)
                    return BenchmarkMapper.ToProto(tenant, id, changed, etag);
            }

            if (expected.Length > 0 || attempt == MaxAttempts)
                throw Changed("benchmark.etag");
        }
    }

    /// <summary>Takes one of them away.</summary>
    public async Task DeleteAsync(DeleteBenchmarkRequest request, CancellationToken cancellationToken)
    {
        var (tenant, id) = ResourceNames.ParseBenchmark(request.Name, "name");
        var stored = await store.ReadAsync(Kind, Key(tenant, id), cancellationToken) ?? throw NotFound(id);
        RequireEtag(request.Etag, stored, "etag");
        if (!await store.DeleteAsync(Kind, Key(tenant, id), stored.Etag, cancellationToken))
            throw Changed("etag");
    }

    /// <summary>All of a tenant, by id; at most <see cref="BenchmarkLimits.MaxEntered"/>.</summary>
    public async Task<IReadOnlyList<(string Id, EnteredBenchmark Benchmark, string Etag)>> AllAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var all = new List<(string, EnteredBenchmark, string)>();
        foreach (var key in await KeysAsync(tenant, cancellationToken))
        {
            // One that was deleted meanwhile is none.
            if (await store.ReadAsync(Kind, key, cancellationToken) is { } stored)
                all.Add((key[(tenant.Value.Length + 1)..], Read(stored), stored.Etag));
        }

        return all;
    }

    private async Task<Benchmark?> CreateAsync(TenantId tenant, string id, Benchmark? sent, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var entered = BenchmarkMapper.Apply(sent ?? new(), UpdateMask.Read(mask: null, BenchmarkMapper.Changeable, BenchmarkMapper.OutputOnly, emptyIsAll: true), new() { CreatedAt = now }) with { UpdatedAt = now };
        await CheckAsync(tenant, entered, cancellationToken);
        if ((await KeysAsync(tenant, cancellationToken)).Count >= BenchmarkLimits.MaxEntered)
            throw new DomainException(ErrorKind.FailedPrecondition, "TOO_MANY_BENCHMARKS", $"The tenant has {BenchmarkLimits.MaxEntered} benchmarks, the most there can be: delete some.");
        return await store.WriteAsync(Kind, Key(tenant, id), expectedEtag: null, Write(entered), cancellationToken) is { } etag
            ? BenchmarkMapper.ToProto(tenant, id, entered, etag)
            : null;
    }

    private async Task CheckAsync(TenantId tenant, EnteredBenchmark entered, CancellationToken cancellationToken)
    {
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var indicator = definition.Indicators.Get(entered.Indicator, "benchmark.indicator");
        RequireComponent(indicator, entered.Component, "benchmark.component");
        entered.Check("benchmark");
    }

    /// <summary>Refuses a component that an indicator does not have; none means its value.</summary>
    internal static void RequireComponent(Indicator indicator, string component, string field)
    {
        if (component.Length == 0 || indicator.HasTenantComponents || indicator.Components.Contains(component, StringComparer.Ordinal))
            return;
        var known = indicator.Components.Count == 0 ? "it has none" : $"it has {string.Join(", ", indicator.Components.Take(10))}";
        throw new DomainException(ErrorKind.InvalidArgument, "UNKNOWN_COMPONENT", $"\"{DisplayText.Of(component)}\" is no part of {indicator.Id}: {known}.", field);
    }

    private Task<IReadOnlyList<string>> KeysAsync(TenantId tenant, CancellationToken cancellationToken) =>
        store.ListKeysAsync(Kind, Key(tenant, string.Empty), after: null, BenchmarkLimits.MaxEntered, cancellationToken);

    private static void RequireEtag(string etag, StoredState stored, string field)
    {
        if (etag.Length > 0 && !string.Equals(etag, stored.Etag, StringComparison.Ordinal))
            throw Changed(field);
    }

    private static string Key(TenantId tenant, string id)
    {
        CallerScope.RequireOpen(tenant.Value);
        return $"{tenant.Value}/{id}";
    }

    private static EnteredBenchmark Read(StoredState stored) => GrainJson.Read<EnteredBenchmark>(Encoding.UTF8.GetString(stored.Payload.Span));

    private static byte[] Write(EnteredBenchmark entered) => Encoding.UTF8.GetBytes(GrainJson.Write(entered));

    private static DomainException Changed(string field) => new(ErrorKind.Aborted, "ETAG_MISMATCH", "The benchmark was changed meanwhile. Read it again and repeat the change.", field);

    private static DomainException NotFound(string id) => new(ErrorKind.NotFound, "BENCHMARK_NOT_FOUND", $"There is no benchmark \"{DisplayText.Of(id)}\".", "name");
}
