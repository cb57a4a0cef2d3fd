using KpiPlatform.Domain;
using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Segments;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;
using NodaTime;
using Granularity = KpiPlatform.Domain.Periods.Granularity;
using IndicatorValue = KpiPlatform.Protocol.V1.IndicatorValue;

namespace KpiPlatform.Gateway.Analysis;

/// <summary>
/// Compares groups: values of a dimension from the live numbers; segments and stages, which nothing is counted by, by adding up what their
/// customers contribute, from the journal.
/// </summary>
internal sealed class GroupQuery(
    IndicatorQuery indicators, JournalScan scan, GroupMembers members, ICustomerIndexProgress progress, CallerDefinitions definitions, TimeProvider time)
{
    private const int MaxSegments = 16;
    private static readonly HashSet<string> OfTheTenant = new(["spend", "observation"], StringComparer.Ordinal);

    /// <summary>Answers a query.</summary>
    public async Task<CompareGroupsResponse> RunAsync(CompareGroupsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var ways = (request.Dimension.Length > 0 ? 1 : 0) + (request.Segments.Count > 0 ? 1 : 0) + (request.ByLifecycle ? 1 : 0);
        if (ways == 0)
            throw Invalid(Reasons.Required, "Say what the groups are: dimension (its values), segments, or by_lifecycle.", "dimension");
        if (ways > 1)
            throw Invalid(Reasons.OutOfRange, "Give one of dimension, segments and by_lifecycle: they are different groups.", request.Segments.Count > 0 ? "segments" : "by_lifecycle");
        if (request.Period.Length == 0)
            throw Invalid(Reasons.Required, "period is required, such as 2026-01 or last-30-days.", "period");
        var now = time.Now();
        var asOf = Times.Read(request.AsOfTime, "as_of_time") is { } instant ? Instant.Min(instant, now) : now;
        var period = PeriodParser.Parse(request.Period, definition.Calendar, definition.Calendar.DayOf(asOf), "period");
        return request.Dimension.Length > 0
            ? await ByDimensionAsync(request, period, cancellationToken)
            : await ByCustomersAsync(request, tenant, definition, period, now, cancellationToken);
    }

    private async Task<CompareGroupsResponse> ByDimensionAsync(CompareGroupsRequest request, KpiPeriod period, CancellationToken cancellationToken)
    {
        var query = new QueryIndicatorRequest
        {
            Parent = request.Parent,
            Indicator = request.Indicator,
            Dimension = request.Dimension,
            Granularity = (Protocol.V1.Granularity)period.Granularity,
            StartDate = LocalDay.Format(period.FromDay),
            EndDate = LocalDay.Format(period.ToDay),
            AsOfTime = request.AsOfTime,
            Token = request.Token,
        };
        var series = (await indicators.RunAsync(query, cancellationToken)).Series;
        var reference = ReferenceOf(request.Reference, [.. series.Select(one => one.DimensionValue)], "is not a value of the dimension: declare it, or take one of");
        var response = new CompareGroupsResponse { Reference = series[reference].DimensionValue };
        foreach (var one in series)
            response.Groups.Add(GroupComparison.Of(one.DimensionValue, one.Values[0], series[reference].Values[0]));
        return response;
    }

    private async Task<CompareGroupsResponse> ByCustomersAsync(CompareGroupsRequest request, TenantId tenant, TenantDefinition definition, KpiPeriod period, Instant now, CancellationToken cancellationToken)
    {
        if (request.AsOfTime is not null)
            throw Invalid(Reasons.OutOfRange, "as_of_time is for dimensions: who is in a segment or stage is known as of now. Leave it out.", "as_of_time");
        if (request.Segments.Count > MaxSegments)
            throw Invalid(Reasons.OutOfRange, $"{request.Segments.Count} segments are more than the {MaxSegments} compared at once.", "segments");
        if (request.Segments.Distinct(StringComparer.Ordinal).Count() < request.Segments.Count)
            throw Invalid("DUPLICATE", "A segment is named twice.", "segments");
        var indicator = definition.Indicators.Get(request.Indicator);
        if (indicator.Inputs.FirstOrDefault(OfTheTenant.Contains) is { } input)
        {
            throw Invalid(
                "NOT_BY_CUSTOMER",
                $"{indicator.Id} rests on {input}, which is of the tenant and belongs to no group of customers. Compare it by a dimension, or take another indicator.",
                "indicator");
        }

        var positions = ConsistencyToken.Decode(request.Token);
        if (!positions.IsEmpty)
            await progress.WaitAsync(positions, cancellationToken);
        var groups = request.ByLifecycle
            ? await members.OfStagesAsync(tenant, definition, now, cancellationToken)
            : await members.OfSegmentsAsync(tenant, request.Segments, definition, now, cancellationToken);
        var reference = ReferenceOf(request.Reference, groups.Names, "is none of the groups, which are");
        var parts = groups.Names.Select(_ => new Part()).ToList();
        var context = period.Granularity == Granularity.Custom ? new FoldContext(definition, FoldPeriods.ForCustom(period.FromDay, period.ToDay)) : new FoldContext(definition);
        var moment = IndicatorContext.Of(definition, period, now);
        var plan = new CellPlan();
        indicator.Evaluate(moment, plan);
        var performances = new PerformanceFold(definition, PerformanceMeasures.DaysIn(plan.Ranges));
        await scan.RunAsync(definition, asOf: null, (customer, history) => Add(parts, groups.Of(customer), reference, history, context, performances), cancellationToken);

        var values = parts.ConvertAll(part => part.Evaluate(indicator, moment));
        var response = new CompareGroupsResponse { Reference = groups.Names[reference] };
        for (var i = 0; i < parts.Count; i++)
        {
            var group = GroupComparison.Of(groups.Names[i], values[i], values[reference], i == reference ? 0 : parts[i].Shared);
            group.Customers = parts[i].Customers;
            group.SharedCustomers = i == reference ? 0 : parts[i].Shared;
            response.Groups.Add(group);
        }

        return response;
    }

    private static void Add(List<Part> parts, IReadOnlyList<int> groups, int reference, IReadOnlyList<EncodedInteraction> history, FoldContext context, PerformanceFold performances)
    {
        if (groups.Count == 0 || history.Count == 0 || InteractionKinds.IsOfTenant(history[0].Kind))
            return;
        var delta = new CellDelta();
        new CustomerState(context).Add(history, delta);
        performances.Add(history, delta);
        var isInReference = groups.Contains(reference);
        foreach (var group in groups)
            parts[group].Add(delta, history[^1].OccurredAt, isInReference);
    }

    private static int ReferenceOf(string wanted, IReadOnlyList<string> names, string problem)
    {
        if (wanted.Length == 0)
            return 0;
        for (var i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], wanted, StringComparison.Ordinal))
                return i;
        }

        throw Invalid("UNKNOWN_DIMENSION_VALUE", $"\"{DisplayText.Of(wanted)}\" {problem} {string.Join(", ", names.Select(DisplayText.Of))}.", "reference");
    }

    private static DomainException Invalid(string reason, string message, string field) => new(ErrorKind.InvalidArgument, reason, message, field);

    /// <summary>What the customers of a group contribute together.</summary>
    private sealed class Part
    {
        private readonly CellTable _cells = new();
        private Instant? _newest;

        public long Customers { get; private set; }

        public long Shared { get; private set; }

        public void Add(CellDelta delta, Instant newest, bool isInReference)
        {
            _cells.Apply(delta);
            Customers++;
            Shared += isInReference ? 1 : 0;
            if (_newest is null || newest > _newest)
                _newest = newest;
        }

        public IndicatorValue Evaluate(Indicator indicator, IndicatorContext context) =>
            IndicatorValues.ToProto(indicator.Evaluate(context with { NewestEventAt = _newest }, _cells));
    }
}
