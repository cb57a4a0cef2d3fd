using KpiPlatform.Domain;
using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Protocol.V1;
using NodaTime;
using Contributor = KpiPlatform.Domain.Analysis.Contributor;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>
/// Lists the customers behind a value, from the journal. Pages are as of one instant under one definition, so that each page finds the same;
/// what was found is kept for a while, or every page would read the journal again.
/// </summary>
internal sealed class ContributorQuery(JournalScan scan, CustomerNames names, CallerDefinitions definitions, TimeProvider time)
{
    private const int DefaultPageSize = 100;
    private const string NoCustomers = "NO_CUSTOMERS";

    /// <summary>Most customers of whom it is worked out what the value were without them.</summary>
    private const int MaxInfluences = 20_000;

    /// <summary>Customers of all results kept.</summary>
    private const int MaxKept = 1_000_000;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);
    private readonly Lock _lock = new();
    private readonly LinkedList<(object Key, FoundContributors Found, long At)> _kept = [];

    /// <summary>One page.</summary>
    public async Task<ListContributorsResponse> RunAsync(ListContributorsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        if (request.Indicator.Length == 0)
            throw Invalid(Reasons.Required, "indicator is required.", "indicator");
        if (request.Period.Length == 0)
            throw Invalid(Reasons.Required, "period is required, such as 2026-01 or last-30-days.", "period");
        if (!System.Enum.IsDefined(request.Part))
            throw Invalid(Reasons.OutOfRange, $"{(int)request.Part} is not a part.", "part");
        var now = time.Now();
        var place = PageToken.Read(request, request.PageToken, reader => (AsOfTicks: reader.ReadInt64(), Definition: reader.ReadInt32(), Listed: reader.ReadInt32()));
        var isFirst = request.PageToken.Length == 0;
        var asOf = !isFirst ? Instant.FromUnixTimeTicks(place.AsOfTicks)
            : Times.Read(request.AsOfTime, "as_of_time") is { } instant ? Instant.Min(instant, now) : now;
        if (!isFirst && place.Definition != definition.Version)
        {
            throw new DomainException(
                ErrorKind.FailedPrecondition, "DEFINITION_CHANGED", "The tenant's definition has changed since the first page, and with it who counts how. Begin again without page_token.", "page_token");
        }

        var indicator = definition.Indicators.Get(request.Indicator);
        var period = PeriodParser.Parse(request.Period, definition.Calendar, definition.Calendar.DayOf(asOf), "period");
        var key = (definition.Tenant, definition.Version, indicator, period, asOf);
        var found = Kept(key) ?? Keep(key, await FindAsync(definition, indicator, period, asOf, cancellationToken));

        var listed = found.Listed.Where(entry => IsOf(request.Part, entry.Part)).ToList();
        var response = new ListContributorsResponse
        {
            Value = IndicatorValues.ToProto(found.Total),
            Basis = found.IsAdditive ? ContributionBasis.Additive : ContributionBasis.Influence,
            ContributorCount = listed.Count,
            OtherNumerator = found.OtherNumerator,
            OtherDenominator = found.OtherDenominator,
            EmptyReason = listed.Count > 0 ? string.Empty : found.Total.NoValueReason.Length > 0 ? found.Total.NoValueReason : NoCustomers,
        };
        foreach (var (id, part) in listed.Skip(place.Listed).Take(size))
            response.Contributors.Add(ToProto(ResourceNames.Customer(tenant, id), id, part, found.Total));
        var end = place.Listed + response.Contributors.Count;
        if (end < listed.Count)
        {
            response.NextPageToken = PageToken.Create(request, writer =>
            {
                writer.Write(asOf.ToUnixTimeTicks());
                writer.Write(definition.Version);
                writer.Write(end);
            });
        }

        return response;
    }

    private async Task<FoundContributors> FindAsync(TenantDefinition definition, Indicator indicator, KpiPeriod period, Instant asOf, CancellationToken cancellationToken)
    {
        var fold = new ContributorFold(definition, indicator, period, asOf);
        await scan.RunAsync(definition, asOf, fold.Add, cancellationToken);
        if (!fold.IsAdditive)
        {
            if (fold.Count > MaxInfluences)
            {
                throw new DomainException(
                    ErrorKind.FailedPrecondition,
                    "QUERY_TOO_EXPENSIVE",
                    $"Customers' parts of {indicator.Id} do not add up, so that the value is worked out without each of {fold.Count} customers, more than {MaxInfluences}. Take a shorter period.",
                    "period");
            }

            await scan.RunAsync(definition, asOf, fold.AddAgain, cancellationToken);
        }

        var known = await names.ReadAsync(definition.Tenant, cancellationToken);
        var listed = new List<(string CustomerId, Contributor Part)>(fold.Count);
        double otherNumerator = 0, otherDenominator = 0;
        foreach (var part in fold.Contributors())
        {
            if (known.TryGetValue(part.Customer, out var id))
            {
                listed.Add((id, part));
                continue;
            }

            otherNumerator += part.Numerator ?? 0;
            otherDenominator += part.Denominator ?? 0;
        }

        listed.Sort((one, other) =>
        {
            var byContribution = (other.Part.Contribution ?? double.NegativeInfinity).CompareTo(one.Part.Contribution ?? double.NegativeInfinity);
            return byContribution != 0 ? byContribution : string.CompareOrdinal(one.CustomerId, other.CustomerId);
        });
        return new(fold.Total, fold.IsAdditive, listed, otherNumerator, otherDenominator);
    }

    private FoundContributors? Kept(object key)
    {
        lock (_lock)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Key.Equals(key) && time.GetElapsedTime(node.Value.At) < KeptFor)
                    return node.Value.Found;
            }
        }

        return null;
    }

    private FoundContributors Keep(object key, FoundContributors found)
    {
        lock (_lock)
        {
            _kept.AddFirst((key, found, time.GetTimestamp()));
            while (_kept.Count > 1 && (_kept.Sum(entry => (long)entry.Found.Listed.Count) > MaxKept || time.GetElapsedTime(_kept.Last!.Value.At) >= KeptFor))
                _kept.RemoveLast();
        }

        return found;
    }

    private static bool IsOf(ContributorPart part, Contributor one) => part switch
    {
        ContributorPart.Numerator => one.Numerator is not (null or 0),
        ContributorPart.Denominator => one.Denominator is not (null or 0),
        ContributorPart.DenominatorOnly => one.Denominator is not (null or 0) && one.Numerator is null or 0,
        ContributorPart.Negative => (one.Numerator ?? one.Contribution) < 0,
        _ => true,
    };

    private static Protocol.V1.Contributor ToProto(string name, string id, Contributor part, Domain.Indicators.IndicatorValue total)
    {
        var contributor = new Protocol.V1.Contributor { Customer = name, CustomerId = id };
        if (part.Numerator is { } numerator)
        {
            contributor.Numerator = numerator;
            if ((total.Numerator ?? total.Value) is { } whole and not 0)
                contributor.Share = 100 * numerator / whole;
        }

        if (part.Denominator is { } denominator)
            contributor.Denominator = denominator;
        if (part.Contribution is { } contribution)
            contributor.Contribution = contribution;
        return contributor;
    }

    private static DomainException Invalid(string reason, string message, string field) => new(ErrorKind.InvalidArgument, reason, message, field);
}
