using System.Diagnostics.CodeAnalysis;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Tenants;

/// <summary>Words for counting a tenant anew.</summary>
internal static class BackfillText
{
    /// <summary>The state as in the API without its prefix; empty if there was none.</summary>
    public static string State(Backfill? backfill) => backfill is null ? "" : backfill.State.ToString().ToLowerInvariant();

    /// <summary>Whether values are not yet, and may still become, those of the target.</summary>
    public static bool IsWaiting([NotNullWhen(true)] Backfill? backfill) => backfill?.State == Protocol.V1.Backfill.Types.State.Running;

    /// <summary>One line of progress.</summary>
    public static string Progress(Backfill backfill)
    {
        var share = backfill.CustomersTotal == 0 ? "" : $" ({100 * backfill.CustomersDone / backfill.CustomersTotal} %)";
        var text = $"definition {backfill.TargetVersion}: {Cells.Count(backfill.CustomersDone)} of {Cells.Count(backfill.CustomersTotal)} customers counted{share}";
        return backfill.Problem.Length == 0 ? text : $"{text}; {backfill.Problem}";
    }

    /// <summary>Rows of a tenant's details.</summary>
    public static IEnumerable<(string Name, string Value)> Rows(Backfill backfill)
    {
        yield return ("Counting anew", Cells.Text(backfill.State switch
        {
            Protocol.V1.Backfill.Types.State.Running => "under way, values are of the old definition",
            Protocol.V1.Backfill.Types.State.Settling or Protocol.V1.Backfill.Types.State.Cleaning => "done, the old numbers are being removed",
            Protocol.V1.Backfill.Types.State.Done => "done",
            Protocol.V1.Backfill.Types.State.Aborted => "given up",
            Protocol.V1.Backfill.Types.State.Cancelled => "cancelled",
            _ => "unknown",
        }));
        yield return ("  Progress", Cells.Text(Progress(backfill)));
        if (backfill.CustomersErased > 0)
            yield return ("  Erased", Cells.Text($"{Cells.Count(backfill.CustomersErased)} customers: their personal attributes count as other"));
        yield return ("  Started", Cells.Time(backfill.StartTime));
        if (backfill.SwitchTime is not null)
            yield return ("  In force since", Cells.Time(backfill.SwitchTime));
        if (backfill.EndTime is not null)
            yield return ("  Ended", Cells.Time(backfill.EndTime));
    }
}
