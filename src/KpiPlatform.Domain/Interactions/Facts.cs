namespace KpiPlatform.Domain.Interactions;

/// <summary>What an interaction says beyond its header; one sealed record per <see cref="InteractionKind"/>.</summary>
/// <remarks>
/// Money is in minor units of the tenant's currency, converted at the edge; beside it stands what was sent, where that differs
/// (<see cref="SentMoney"/>). Texts are empty, lists are empty and numbers are 0 where nothing was sent.
/// <para>
/// Encoding: <see cref="Write"/> and the static Read of each record name the same fields in the same ascending order. The numbers
/// stand in the journal: they are those of the proto message, one beyond them for what it does not have, and never change meaning.
/// </para>
/// </remarks>
public abstract record Facts
{
    /// <summary>Which kind.</summary>
    public abstract InteractionKind Kind { get; }

    /// <summary>Writes the fields: what identifies or describes a person to <paramref name="personal"/>, all else to <paramref name="facts"/>.</summary>
    internal abstract void Write(FieldWriter facts, FieldWriter personal);
}
