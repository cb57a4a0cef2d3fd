using KpiPlatform.Domain;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Quality;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Quality;

/// <summary>Answers what came in and what became of it.</summary>
internal sealed class DataQualityQuery(IIntakeQualityStore store, CallerDefinitions definitions, TimeProvider time)
{
    /// <summary>Counters of the days asked for, by source.</summary>
    public async Task<DataQuality> RunAsync(GetDataQualityRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var today = definition.Calendar.DayOf(time.Now());
        var from = request.StartDate.Length == 0 ? today : LocalDay.Parse(request.StartDate, "start_date");
        var to = request.EndDate.Length == 0 ? Math.Max(today, from) + 1 : LocalDay.Parse(request.EndDate, "end_date");
        if (to <= from)
            throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, "end_date is not after start_date.", "end_date");

        var counts = await store.ReadCountsAsync(definition.Tenant, from, to, cancellationToken);
        var bySource = new SortedDictionary<string, SourceQuality>(StringComparer.Ordinal);
        var total = new SourceQuality();
        foreach (var count in counts)
        {
            Add(SourceOf(bySource, count.Source), count);
            Add(total, count);
        }

        foreach (var source in await store.ReadSourcesAsync(definition.Tenant, cancellationToken))
        {
            var quality = SourceOf(bySource, source.Source);
            quality.NewestEventTime = Times.Of(source.NewestEventAt);
            quality.LastReceiveTime = Times.Of(source.LastReceivedAt);
        }

        var response = new DataQuality { Total = Completed(total) };
        response.Sources.AddRange(bySource.Values.Select(Completed));
        return response;
    }

    private static SourceQuality SourceOf(SortedDictionary<string, SourceQuality> bySource, string source)
    {
        if (!bySource.TryGetValue(source, out var quality))
            bySource.Add(source, quality = new() { Source = source });
        return quality;
    }

    private static void Add(SourceQuality quality, IntakeCount count)
    {
        switch (count.Outcome)
        {
            case IntakeOutcome.Received:
                quality.ReceivedCount += count.Count;
                break;
            case IntakeOutcome.Accepted:
                quality.AcceptedCount += count.Count;
                break;
            case IntakeOutcome.Duplicate:
                quality.DuplicateCount += count.Count;
                break;
            case IntakeOutcome.Unavailable:
                quality.UnavailableCount += count.Count;
                break;
            case IntakeOutcome.Late:
                quality.LateCount += count.Count;
                break;
            case IntakeOutcome.NotKept:
                quality.NotKeptCount += count.Count;
                break;
            case IntakeOutcome.Rejected:
                quality.RejectedCount += count.Count;
                if (quality.Rejections.FirstOrDefault(known => string.Equals(known.Reason, count.Reason, StringComparison.Ordinal)) is { } known)
                    known.Count += count.Count;
                else
                    quality.Rejections.Add(new RejectionCount { Reason = count.Reason, Count = count.Count });
                break;
        }
    }

    private static SourceQuality Completed(SourceQuality quality)
    {
        var fresh = quality.ReceivedCount - quality.DuplicateCount;
        if (fresh > 0)
            quality.ValidityPercent = 100.0 * quality.AcceptedCount / fresh;
        RejectionCount[] sorted = [.. quality.Rejections.OrderByDescending(rejection => rejection.Count).ThenBy(rejection => rejection.Reason, StringComparer.Ordinal)];
        quality.Rejections.Clear();
        quality.Rejections.AddRange(sorted);
        return quality;
    }
}
