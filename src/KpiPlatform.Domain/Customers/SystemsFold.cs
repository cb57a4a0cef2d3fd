using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;

namespace KpiPlatform.Domain.Customers;

/// <summary>What other systems hold of the customer: whether the latest records of all of them agree.</summary>
internal sealed class SystemsFold
{
    // Pseudonym of the latest digest, by system.
    private SortedDictionary<string, ulong> _digests = new(StringComparer.Ordinal);

    public void Apply(SourceRecord record, int day, ContributionSink sink)
    {
        Emit(day, sink, -1);
        _digests[record.System] = Pseudonym.Of(record.Digest);
        Emit(day, sink, 1);
    }

    public SystemsFold Clone() => new() { _digests = new(_digests, StringComparer.Ordinal) };

    public void Write(StateWriter writer)
    {
        writer.Unsigned((ulong)_digests.Count);
        foreach (var (system, digest) in _digests)
        {
            writer.Text(system);
            writer.Fixed64(digest);
        }
    }

    public static SystemsFold Read(ref StateReader reader)
    {
        var fold = new SystemsFold();
        var count = reader.Count();
        for (var i = 0; i < count; i++)
            fold._digests[reader.Text()] = reader.Fixed64();
        return fold;
    }

    private void Emit(int day, ContributionSink sink, int sign)
    {
        if (_digests.Count < 2)
            return;
        sink.Add(BuiltInMeasures.OfSeveralSystems, Granularity.None, day, sign);
        if (_digests.Values.Distinct().Count() == 1)
            sink.Add(BuiltInMeasures.OfAgreeingSystems, Granularity.None, day, sign);
    }
}
