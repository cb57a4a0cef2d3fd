namespace KpiPlatform.Attack;

/// <summary>What came of one attack.</summary>
public sealed record AttackResult
{
    /// <summary>Gets the attack.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the honest calls answered in a second without the attack, the median of the rounds.</summary>
    public required double Quiet { get; init; }

    /// <summary>Gets the same under attack.</summary>
    public required double Attacked { get; init; }

    /// <summary>Gets the median of what each round under attack was of the quiet rounds beside it.</summary>
    public required double Ratio { get; init; }

    /// <summary>Gets the lowest and the highest of these.</summary>
    public required (double Least, double Most) Ratios { get; init; }

    /// <summary>Gets the processors that the server was busy with under attack, the median of the rounds.</summary>
    public required double ServerLoad { get; init; }

    /// <summary>Gets the processors that attackers and honest callers, who share a process, were busy with meanwhile.</summary>
    public required double RigLoad { get; init; }

    /// <summary>Gets the honest calls that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Gets what the first of them was told.</summary>
    public required string FirstFailure { get; init; }

    /// <summary>Gets the server's memory before, in bytes.</summary>
    public required long Before { get; init; }

    /// <summary>Gets the most that it held meanwhile.</summary>
    public required long Peak { get; init; }

    /// <summary>Gets what it held afterwards.</summary>
    public required long After { get; init; }

    /// <summary>Gets the frames, calls or connections of the attacker.</summary>
    public required long Sent { get; init; }

    /// <summary>Gets the connections of the attacker that the server closed.</summary>
    public required long Closed { get; init; }

    /// <summary>Gets the most connections that the attacker held at once, where it counts them.</summary>
    public required int OpenMax { get; init; }

    /// <summary>Gets a value indicating whether the server answered its health check afterwards.</summary>
    public required bool Lives { get; init; }
}
