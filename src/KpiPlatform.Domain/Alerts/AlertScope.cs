namespace KpiPlatform.Domain.Alerts;

/// <summary>What a decision is about: causes of a rule, or one action and with it its cause.</summary>
/// <param name="Rule">Id of the rule; null with an action.</param>
/// <param name="Subjects">The causes.</param>
/// <param name="Action">The action; null with a rule.</param>
public sealed record AlertScope(string? Rule, IReadOnlyCollection<string> Subjects, long? Action)
{
    /// <summary>Causes of a rule.</summary>
    public static AlertScope Of(string rule, IReadOnlyCollection<string> subjects) => new(rule, subjects, null);

    /// <summary>An action.</summary>
    public static AlertScope Of(long action) => new(null, [], action);
}
