using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded;

/// <summary>Identity of grains and references.</summary>
public static class GrainExtensions
{
    /// <summary>Gets the identity.</summary>
    /// <param name="grain">A grain object or a reference.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="ArgumentException">Neither a grain nor a reference.</exception>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase activated => activated.GrainContext.GrainId,
        _ => throw new ArgumentException($"{grain?.GetType()} is neither a grain nor a grain reference.", nameof(grain)),
    };

    /// <summary>Gets the key.</summary>
    /// <param name="grain">A grain object or a reference.</param>
    /// <returns>The key, as given to <see cref="IGrainFactory"/>.</returns>
    /// <exception cref="ArgumentException">Neither a grain nor a reference.</exception>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.PrimaryKey,
        IGrainBase activated => Activation.Of(activated.GrainContext).Key,
        _ => throw new ArgumentException($"{grain?.GetType()} is neither a grain nor a grain reference.", nameof(grain)),
    };

    /// <summary>Makes a reference to the same grain by another of its interfaces.</summary>
    /// <typeparam name="TGrainInterface">An interface that the grain's class implements.</typeparam>
    /// <param name="grain">A grain object or a reference.</param>
    /// <returns>The reference.</returns>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => (TGrainInterface)(grain switch
    {
        GrainReference reference => reference.Runtime.CreateReference(typeof(TGrainInterface), reference.Class, reference.PrimaryKey),
        IGrainBase activated => Activation.Of(activated.GrainContext).CreateReference(typeof(TGrainInterface)),
        _ => throw new ArgumentException($"{grain?.GetType()} is neither a grain nor a grain reference.", nameof(grain)),
    });
}
