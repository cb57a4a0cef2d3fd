namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>Who holds the turn of an activation.</summary>
internal enum TurnState : byte
{
    /// <summary>Nobody; nothing to run.</summary>
    Idle,

    /// <summary>The scheduler was asked to run it.</summary>
    Scheduled,

    /// <summary>A thread runs it.</summary>
    Running,
}
