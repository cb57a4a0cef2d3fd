using KpiPlatform.Domain.Benchmarks;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Benchmarks;

/// <summary>Entered benchmarks between the contract and the domain.</summary>
internal static class BenchmarkMapper
{
    /// <summary>The fields that can be changed.</summary>
    public static readonly IReadOnlyList<string> Changeable = ["indicator", "component", "value", "date", "source", "comment"];

    /// <summary>The others.</summary>
    public static readonly IReadOnlyList<string> OutputOnly = ["name", "etag", "create_time", "update_time"];

    /// <summary>A benchmark.</summary>
    public static Proto.Benchmark ToProto(TenantId tenant, string id, EnteredBenchmark entered, string etag)
    {
        var proto = new Proto.Benchmark
        {
            Name = ResourceNames.Benchmark(tenant, id),
            Indicator = entered.Indicator,
            Component = entered.Component,
            Date = LocalDay.Format(entered.Day),
            Source = entered.Source,
            Comment = entered.Comment,
            Etag = etag,
            CreateTime = Times.Of(entered.CreatedAt),
            UpdateTime = Times.Of(entered.UpdatedAt),
        };
        if (entered.Value is { } value)
            proto.Value = value;
        return proto;
    }

    /// <summary>A benchmark with what one as sent changes in it.</summary>
    public static EnteredBenchmark Apply(Proto.Benchmark sent, UpdateMask mask, EnteredBenchmark known) => known with
    {
        Indicator = mask.Has("indicator") ? sent.Indicator : known.Indicator,
        Component = mask.Has("component") ? sent.Component : known.Component,
        Value = !mask.Has("value") ? known.Value : sent.HasValue ? sent.Value : null,
        Day = mask.Has("date") ? LocalDay.Parse(sent.Date, "benchmark.date") : known.Day,
        Source = mask.Has("source") ? sent.Source : known.Source,
        Comment = mask.Has("comment") ? sent.Comment : known.Comment,
    };
}
