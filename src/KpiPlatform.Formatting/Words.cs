using System.Globalization;
using System.Text;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Formatting;

/// <summary>The contract's enums and reasons in words.</summary>
public static class Words
{
    /// <summary>A status; "No status" where there is none.</summary>
    public static string Of(Status status) => status switch
    {
        Status.Green => "Green",
        Status.Yellow => "Yellow",
        Status.Red => "Red",
        Status.Grey => "Grey",
        _ => "No status",
    };

    /// <summary>What a value should do.</summary>
    public static string Of(Direction direction) => direction switch
    {
        Direction.Increase => "higher is better",
        Direction.Decrease => "lower is better",
        Direction.Maintain => "stay in the band",
        _ => string.Empty,
    };

    /// <summary>Length of a period: "month".</summary>
    public static string Of(Granularity granularity) => granularity.ToString().ToLowerInvariant();

    /// <summary>A unit: "per 100 customers", "EUR".</summary>
    public static string Unit(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.AsSpan().ContainsAnyInRange('A', 'Z') ? unit : unit.Replace('_', ' ');
    }

    /// <summary>A stage of a customer's life.</summary>
    public static string Of(LifecycleStage stage) => stage == LifecycleStage.Unspecified ? Numbers.None : stage.ToString();

    /// <summary>A part of the customer performance indicator.</summary>
    public static string Of(PerformancePart part) => part == PerformancePart.Unspecified ? Numbers.None : part.ToString();

    /// <summary>Why something is grey or has no value: what is known in words, the rest by its reason.</summary>
    public static string Reason(string reason) => reason switch
    {
        "" => string.Empty,
        "DENOMINATOR_ZERO" => "nothing to divide by yet",
        "NO_VALUE" => "no value yet",
        "NO_PERFORMANCE" => "nothing to score",
        "BELOW_MINIMUM_SAMPLE" => "too few observations",
        "STALE" => "too old",
        "RETIRED" => "retired",
        _ => Sentence(reason),
    };

    /// <summary>"lower_snake" or "UPPER_SNAKE" as words: "Customer retention rate".</summary>
    public static string Title(string id)
    {
        if (id is "csat" or "nps" or "ces" or "clv" or "cpi")
            return id.ToUpperInvariant();
        var text = Sentence(id);
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>The last part of a resource name, as the id that it is.</summary>
    public static string LastId(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name[(name.LastIndexOf('/') + 1)..];
    }

    /// <summary>Id of the scorecard in a node's id: never empty.</summary>
    /// <param name="title">What it is called; may be empty.</param>
    /// <param name="id">Its id.</param>
    public static string OrId(string title, string id)
    {
        ArgumentNullException.ThrowIfNull(title);
        return title.Length > 0 ? title : Title(id);
    }

    /// <summary>Label of a period for people: "March 2026", "Week 10, 1997", "Q1 2026"; as it is where it has no name.</summary>
    /// <param name="label">As in Period.label.</param>
    /// <param name="granularity">Its length.</param>
    public static string Period(string label, Granularity granularity)
    {
        ArgumentNullException.ThrowIfNull(label);
        return granularity switch
        {
            Granularity.Month when DateTime.TryParseExact(label, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) =>
                month.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
            Granularity.Day when DateTime.TryParseExact(label, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
                day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            Granularity.Quarter when label.Split('-') is [var year, var quarter] => $"{quarter} {year}",
            Granularity.Week when label.Split("-W") is [var year, var week] => $"Week {week.TrimStart('0')}, {year}",
            _ => label,
        };
    }

    private static string Sentence(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var text = new StringBuilder(id.Length);
        foreach (var letter in id)
            text.Append(letter is '_' or '-' ? ' ' : char.ToLowerInvariant(letter));
        return text.ToString();
    }
}
