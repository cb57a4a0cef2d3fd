namespace KpiPlatform.Domain.Interactions;

/// <summary>What a field of an interaction holds, as conditions and measures see it.</summary>
public enum FieldType
{
    /// <summary>Text, also the words of a choice such as "answered"; conditions compare it ordinally.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number with a fraction; taken in millionths, rounded half away from zero.</summary>
    Real,

    /// <summary>An amount in the tenant's currency; taken in minor units.</summary>
    Money,

    /// <summary>A span of time; taken in milliseconds, rounded down.</summary>
    Duration,
}
