namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>What became of a work item handed to an activation.</summary>
internal enum Submission : byte
{
    /// <summary>The activation is dead: find the next one.</summary>
    Dead,

    /// <summary>It waits or is about to run.</summary>
    Queued,

    /// <summary>The calling thread now holds the turn and has to run it.</summary>
    Inline,
}
