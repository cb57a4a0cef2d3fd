namespace KpiPlatform.Domain.Measures;

/// <summary>Which sums of a span are wanted. A hint: whoever answers may always answer all of them.</summary>
public enum SpanTake
{
    /// <summary>All that are not 0.</summary>
    All,

    /// <summary>The first that is not 0.</summary>
    First,

    /// <summary>The last that is not 0.</summary>
    Last,
}
