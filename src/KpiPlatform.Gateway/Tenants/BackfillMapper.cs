using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions.Measures;
using KpiPlatform.Grains.Abstractions.Tenants;
using NodaTime.Text;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tenants;

/// <summary>Counting anew and its verification, from the grains to the contract.</summary>
internal static class BackfillMapper
{
    /// <summary>How far counting anew is.</summary>
    public static Proto.Backfill ToProto(BackfillDocument document) => new()
    {
        TargetVersion = document.TargetVersion,
        State = document.Phase switch
        {
            BackfillPhase.Running => Proto.Backfill.Types.State.Running,
            BackfillPhase.Settling => Proto.Backfill.Types.State.Settling,
            BackfillPhase.Cleaning => Proto.Backfill.Types.State.Cleaning,
            BackfillPhase.Done => Proto.Backfill.Types.State.Done,
            BackfillPhase.Aborted => Proto.Backfill.Types.State.Aborted,
            BackfillPhase.Cancelled => Proto.Backfill.Types.State.Cancelled,
            _ => Proto.Backfill.Types.State.Unspecified,
        },
        CustomersDone = document.CustomersDone,
        CustomersTotal = document.CustomersTotal,
        CustomersErased = document.CustomersErased,
        StartTime = Times.OfTicks(document.StartedAtTicks),
        SwitchTime = document.SwitchedAtTicks is { } switched ? Times.OfTicks(switched) : null,
        EndTime = document.FinishedAtTicks is { } finished ? Times.OfTicks(finished) : null,
        Problem = document.Problem ?? string.Empty,
    };

    /// <summary>What a comparison found.</summary>
    public static Proto.VerifyTenantResponse ToProto(MeasuresComparison comparison)
    {
        var response = new Proto.VerifyTenantResponse
        {
            AsOfTime = Times.OfTicks(comparison.AsOfTicks),
            DefinitionVersion = comparison.DefinitionVersion,
            Interactions = comparison.Interactions,
            Numbers = comparison.Cells,
            DifferencesCount = comparison.DifferentCells,
        };
        foreach (var difference in comparison.Differences)
        {
            var key = new CellKey(difference.Key);
            response.Differences.Add(new Proto.NumberDifference
            {
                Measure = key.Measure.Value,
                Granularity = key.Granularity.ToString().ToLowerInvariant(),
                DimensionValue = key.Dimension.Value,
                Date = LocalDatePattern.Iso.Format(TenantCalendar.DateOf(key.Day)),
                Held = difference.Held,
                Folded = difference.Folded,
            });
        }

        return response;
    }
}
