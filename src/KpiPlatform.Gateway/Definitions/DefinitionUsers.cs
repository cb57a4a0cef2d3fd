using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;

namespace KpiPlatform.Gateway.Definitions;

/// <summary>Finds who uses a measure or an indicator, so that nothing in use is deleted.</summary>
internal sealed class DefinitionUsers(CallerGrains grains, IStateStore store, GatewayOptions options)
{
    private const string ScorecardKind = "scorecard";
    private const int KeysPerPage = 200;
    private const int MaxNamed = 5;

    /// <summary>Refuses if a formula of the tenant names it.</summary>
    /// <exception cref="DomainException">IN_USE (FAILED_PRECONDITION), naming the users.</exception>
    public static void RequireUnusedByFormulas(TenantSettings settings, string id)
    {
        var indicators = TenantIndicators.Of(settings);
        var users = settings.Indicators.Select(indicator => indicator.Id)
            .Concat(settings.Measures.Select(measure => measure.Id))
            .Where(user => !string.Equals(user, id, StringComparison.Ordinal) && indicators.NamesIn(user).Contains(id, StringComparer.Ordinal))
            .ToList();
        Require(users, id, users.Count == 1 ? "the formula" : "the formulas");
    }

    /// <summary>Refuses if a scorecard of the tenant shows it.</summary>
    /// <exception cref="DomainException">IN_USE (FAILED_PRECONDITION), naming the users.</exception>
    public async Task RequireUnusedByScorecardsAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var users = new List<string>();
        string? after = null;
        while (true)
        {
            var keys = await store.ListKeysAsync(ScorecardKind, $"{tenant.Value}/", after, KeysPerPage, cancellationToken);
            var shows = new bool[keys.Count];
            await Bounded.ForEachAsync(keys.Count, options.MaxParallelReads, async i => shows[i] = await ShowsAsync(keys[i], id, cancellationToken));
            users.AddRange(keys.Where((_, i) => shows[i]).Select(key => GrainKeys.ParseScorecard(key).Scorecard.Value));
            if (keys.Count < KeysPerPage)
                break;
            after = keys[^1];
        }

        Require(users, id, users.Count == 1 ? "the scorecard" : "the scorecards");
    }

    private async Task<bool> ShowsAsync(string key, string id, CancellationToken cancellationToken)
    {
        var reply = await grains.GetGrain<IScorecardGrain>(key).Get(cancellationToken);

        // Deleted since the keys were read.
        if (reply.Error is { Kind: ErrorKind.NotFound })
            return false;
        var definition = GrainJson.Read<ScorecardDefinition>(reply.Require().DefinitionJson);
        return definition.Perspectives.SelectMany(perspective => perspective.Objectives).SelectMany(objective => objective.Indicators)
            .Any(indicator => string.Equals(indicator.Indicator, id, StringComparison.Ordinal));
    }

    private static void Require(List<string> users, string id, string what)
    {
        if (users.Count == 0)
            return;
        var named = string.Join(", ", users.Take(MaxNamed)) + (users.Count > MaxNamed ? $" and {users.Count - MaxNamed} more" : string.Empty);
        throw new DomainException(ErrorKind.FailedPrecondition, "IN_USE", $"\"{DisplayText.Of(id)}\" is used by {what} {named}. Change or delete that first.", "name");
    }
}
