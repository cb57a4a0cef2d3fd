namespace KpiPlatform.Grains.Embedded;

/// <summary>On a type that crosses grain boundaries: members with an <see cref="IdAttribute"/> do, others don't.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Gets a value indicating whether parameters of a primary constructor cross without an <see cref="IdAttribute"/>. Default: true for records, false otherwise.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
