namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>What a work item may run beside, at the awaits of the others.</summary>
internal enum Interleaving : byte
{
    /// <summary>Nothing exclusive or read-only.</summary>
    Exclusive,

    /// <summary>Nothing exclusive.</summary>
    ReadOnly,

    /// <summary>Anything.</summary>
    Always,
}
