namespace KpiPlatform.Domain.Segments.Tracking;

/// <summary>Why a customer entered or left a segment. The numbers are stored.</summary>
public enum SegmentCause
{
    /// <summary>Something was recorded of the customer.</summary>
    Interaction = 1,

    /// <summary>Nothing was, and time went by.</summary>
    Silence = 2,

    /// <summary>The segment, or a setting that it looks at, was changed.</summary>
    Definition = 3,

    /// <summary>The customer was erased, or is counted as another one from now on.</summary>
    Gone = 4,
}
