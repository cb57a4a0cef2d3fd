using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Crash;

/// <summary>One interaction that the rig made, and what it knows of its fate.</summary>
/// <param name="interaction">As it is sent.</param>
/// <param name="refusal">The reason with which it must be refused; null for one that must be recorded.</param>
internal sealed class LedgerEntry(Interaction interaction, string? refusal)
{
    public Interaction Interaction { get; } = interaction;

    public string? Refusal { get; } = refusal;

    /// <summary>Whether an answer said what became of it: recorded, there already, or refused.</summary>
    public bool IsAnswered { get; set; }
}
