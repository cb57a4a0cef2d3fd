namespace KpiPlatform.Domain.Interactions;

/// <summary>How long a field's value is: lets a reader skip a field that it does not know.</summary>
internal enum WireType
{
    /// <summary>A <see cref="Measures.Varint"/>.</summary>
    Varint = 0,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed = 1,

    /// <summary>A varint length, then as many bytes.</summary>
    Bytes = 2,
}
