using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Grains.Tenants;

/// <content>What a change of settings makes of the definitions. Everything here changes the state held; the caller saves it.</content>
public sealed partial class TenantGrain
{
    /// <summary>Nothing that counts has changed: the definition asked for last takes the words over.</summary>
    /// <remarks>
    /// So does the one that is read meanwhile, as far as it can: indicators are formulas over what is counted already. One that names
    /// a measure still being counted has no value until then.
    /// </remarks>
    private void Redescribe(TenantSettings settings, string json)
    {
        var active = GrainJson.Read<TenantSettings>(State.Active!.SettingsJson);
        var changes = active.ClvHorizonYears != settings.ClvHorizonYears || active.Indicators.Any(known => IsRewritten(known, settings));
        var changedAt = !State.Fixed || !changes ? State.Active.ChangedAtTicks : Now();
        if (State.Next is { } next)
        {
            State.Next = next with { SettingsJson = json };
            json = GrainJson.Write(active with { DisplayName = settings.DisplayName, Indicators = settings.Indicators, ClvHorizonYears = settings.ClvHorizonYears, CoverageFromDay = settings.CoverageFromDay });
        }

        State.Active = State.Active with { SettingsJson = json, ChangedAtTicks = changedAt };
    }

    private static bool IsRewritten(TenantIndicatorDefinition known, TenantSettings settings) => settings.Indicators.Any(wanted =>
        string.Equals(wanted.Id, known.Id, StringComparison.Ordinal) && !string.Equals(wanted.Formula, known.Formula, StringComparison.Ordinal));

    /// <summary>Whether counting anew under a definition can only have repeated what another one had come to.</summary>
    private static bool CountsSame(DefinitionDocument one, DefinitionDocument other) =>
        one.CatalogueVersion == other.CatalogueVersion && string.Equals(WhatCounts(one), WhatCounts(other), StringComparison.Ordinal);

    /// <summary>Settings as they are written today; where the cells are changes no value.</summary>
    private static string WhatCounts(DefinitionDocument definition) => GrainJson.Write(GrainJson.Read<TenantSettings>(definition.SettingsJson) with { MeasuresShards = 1 });

    /// <summary>A change of what counts, after the first interaction. The definition asked for last replaces one that is being counted.</summary>
    private void Redefine(TenantSettings before, TenantSettings settings, string json)
    {
        var known = Declared(before);
        known.ExceptWith(Declared(settings));
        State.TakenBack = [.. State.TakenBack.Union(known)];
        var active = GrainJson.Read<TenantSettings>(State.Active!.SettingsJson);
        switch (TenantSettingsChange.Check(active, settings, isFixed: true))
        {
            case SettingsEffect.None:
                // Back to what readers see.
                EndCounting(BackfillPhase.Cancelled, "The settings were changed back.");
                State.Active = State.Active with { SettingsJson = json };
                break;
            case SettingsEffect.NewVersion when State.Next is null && !Declared(settings).Overlaps(State.TakenBack):
                State.Active = State.Active with { Version = ++State.LastVersion, SettingsJson = json };
                break;
            default:
                CountUnder(json);
                break;
        }
    }

    /// <summary>Begins to count every customer under settings, into a generation of its own.</summary>
    private void CountUnder(string json)
    {
        if (State.Next is not null)
            LeaveBehind();
        State.Next = new(++State.LastVersion, ++State.LastGeneration, CatalogueHistory.Current, json, null);
        State.Backfill = new() { TargetVersion = State.Next.Version, Phase = BackfillPhase.Running, StartedAtTicks = Now() };
        LogStarted(State.Next.Version, State.Next.Generation);
    }

    /// <summary>Gives up counting; readers stay where they are.</summary>
    private void EndCounting(BackfillPhase phase, string problem)
    {
        if (State.Next is null)
            return;
        State.Next = null;
        State.Backfill!.Phase = phase;
        State.Backfill.Problem = problem;
        State.Backfill.FinishedAtTicks = Now();
        State.Backfill.Customers = _pass.Done;
        State.Backfill.Erased = _pass.Erased;
        LeaveBehind();
        LogEnded(phase, problem);
    }

    private void LeaveBehind()
    {
        State.SwitchedAtTicks = Now();
        State.HasGarbage = true;
    }

    private static HashSet<string> Declared(TenantSettings settings) =>
        [.. settings.Surveys.Select(survey => $"survey:{survey.Id}"), .. settings.Journeys.Select(journey => $"journey:{journey.Id}")];
}
