namespace KpiPlatform.Domain.Measures;

/// <summary>
/// A value of a tenant's dimension, as a number of 24 bits: (dimension slot + 1) × 2^16 + value, where value 0 is "other" and
/// declared values count from 1. Slots: 0 to 7 the tenant's dimensions, 12 a day, 13 a sketch's
/// bucket, 14 the month of the first order. The series of a <see cref="WideMeasure"/> use all bits for a hash.
/// </summary>
/// <param name="Value">The packed number; 0 is the whole.</param>
public readonly record struct DimensionValue(uint Value)
{
    private const int DaySlot = 12;
    private const int BucketSlot = 13;
    private const int CohortSlot = 14;

    /// <summary>All values together.</summary>
    public static DimensionValue Whole => default;

    /// <summary>A value of a declared dimension.</summary>
    /// <param name="slot">Position of the dimension in the tenant's definition, 0 to 7.</param>
    /// <param name="value">Position of the value from 1; 0 for "other".</param>
    public static DimensionValue Of(int slot, int value) => new(((uint)(slot + 1) << 16) | (uint)value);

    /// <summary>The cohort of customers whose first order was in a month.</summary>
    /// <param name="month">Months since January 1970; one before counts as it, because west of Greenwich the first instants of 1970 lie in 1969.</param>
    public static DimensionValue Cohort(int month) => Of(CohortSlot, Math.Clamp(month, 0, ushort.MaxValue));

    /// <summary>The day of what a cell is about, where the cell itself is dated otherwise. Days before 1970 and after 2149 count as the first and last.</summary>
    public static DimensionValue OfDay(int day) => Of(DaySlot, Math.Clamp(day, 0, ushort.MaxValue));

    /// <summary>A bucket of a <see cref="Statistics.QuantileSketch"/>.</summary>
    public static DimensionValue Bucket(int index) => Of(BucketSlot, index);

    /// <summary>Slot of the dimension, or −1 for the whole.</summary>
    public int Slot => (int)(Value >> 16) - 1;

    /// <summary>Position of the value within its dimension.</summary>
    public int Index => (int)(Value & 0xFFFF);
}
