namespace KpiPlatform.Dashboard.Scorecards;

/// <summary>
/// Ids of the elements of a scorecard's page that change while it is open. Ids of nodes are of a-z, 0-9, "-" and "_", so that a dot keeps
/// them apart.
/// </summary>
internal static class NodeIds
{
    /// <summary>The scorecard as a whole.</summary>
    public const string Card = "card";

    /// <summary>What the ids of all objectives begin with.</summary>
    public const string Objectives = "o.";

    /// <summary>A perspective.</summary>
    public static string Perspective(string perspective) => "p." + perspective;

    /// <summary>An objective.</summary>
    public static string Objective(string perspective, string objective) => $"o.{perspective}.{objective}";

    /// <summary>An indicator.</summary>
    public static string Indicator(string perspective, string objective, string indicator) => $"i.{perspective}.{objective}.{indicator}";

    /// <summary>"perspective/objective/indicator", as the contract names a node.</summary>
    public static string Path(string perspective, string objective, string indicator) => $"{perspective}/{objective}/{indicator}";
}
