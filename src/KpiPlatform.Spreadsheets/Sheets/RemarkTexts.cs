using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Formatting;

namespace KpiPlatform.Spreadsheets.Sheets;

/// <summary>What there is to say beside numbers, in words.</summary>
internal static class RemarkTexts
{
    /// <summary>Puts remarks together; empty ones are left out.</summary>
    /// <param name="remarks">The remarks.</param>
    public static string Join(params ReadOnlySpan<string> remarks)
    {
        var said = new List<string>(remarks.Length);
        foreach (var remark in remarks)
        {
            if (remark.Length > 0)
                said.Add(remark);
        }

        return string.Join("; ", said);
    }

    /// <summary>What a rule calls a status; empty if nothing.</summary>
    /// <param name="label">Its label.</param>
    public static string Label(string label) => label.Length > 0 ? $"\"{label}\"" : string.Empty;

    /// <summary>How children make a node's score; empty for the usual way.</summary>
    /// <param name="method">The method.</param>
    /// <param name="missing">What a child without a value is.</param>
    public static string RollUp(RollUpMethod method, MissingDataPolicy missing) => Join(
        method switch
        {
            RollUpMethod.Minimum => "the worst below",
            RollUpMethod.Maximum => "the best below",
            RollUpMethod.Sum => "weighted sum",
            _ => string.Empty,
        },
        missing switch
        {
            MissingDataPolicy.Zero => "without a value counts 0",
            MissingDataPolicy.NoValue => "no score unless all below have one",
            _ => string.Empty,
        });

    /// <summary>What is special about an indicator's value.</summary>
    /// <param name="result">The indicator.</param>
    public static string Of(IndicatorResult result) => Join(
        Label(result.StatusLabel),
        result.Value.Value is null && result.Value.NoValueReason.Length > 0 ? Words.Reason(result.Value.NoValueReason) : Words.Reason(result.GreyReason),
        result.Retired && result.GreyReason != GreyReason.Retired ? "retired" : string.Empty,
        result.Role == IndicatorRole.Leading ? "leading" : string.Empty,
        result.Overridden ? "replaced by a person" : string.Empty,
        result.Inherited ? "observed before the period" : string.Empty,
        result.Source.Length > 0 ? $"taken over from {result.Source}" : string.Empty,
        result.Value.Modelled ? "modelled" : string.Empty,
        result.Value.Partial ? "the period goes on" : string.Empty,
        result.CommentMissing ? "a comment is missing" : string.Empty,
        result.LateAdjustment is { } late ? $"what came later would add {Numbers.Signed(late, 2)}" : string.Empty);
}
