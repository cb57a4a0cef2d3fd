using System.Diagnostics;
using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;
using KpiPlatform.Grains.Embedded.Streams;

namespace KpiPlatform.Grains.Embedded;

/// <summary>
/// A handle on a grain, active or not. Equal when grain and interface are the same; immutable and thread-safe.
/// Classes derived from it are emitted at run time, one for each grain interface.
/// </summary>
[DebuggerDisplay("{ToString()}")]
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    // The activation that served last: spares a look-up. Never trusted without asking whether it still serves.
    private Activation? _last;

    internal GrainReference(GrainInterfaceInfo interfaceInfo, GrainClass grainClass, string primaryKey)
    {
        Interface = interfaceInfo;
        Class = grainClass;
        PrimaryKey = primaryKey;
    }

    /// <summary>Gets the identity of the grain.</summary>
    public GrainId GrainId => GrainId.Create(Class.GrainType, PrimaryKey);

    /// <summary>Gets the full name of the interface.</summary>
    public virtual string InterfaceName => Interface.Name;

    internal GrainInterfaceInfo Interface { get; }

    internal GrainClass Class { get; }

    internal string PrimaryKey { get; }

    internal EmbeddedGrainRuntime Runtime => Class.Runtime;

    /// <summary>Compares grain and interface.</summary>
    /// <param name="reference1">One reference, or null.</param>
    /// <param name="reference2">The other, or null.</param>
    /// <returns>Whether both are the same grain by the same interface.</returns>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) =>
        reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Compares grain and interface.</summary>
    /// <param name="reference1">One reference, or null.</param>
    /// <param name="reference2">The other, or null.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <summary>Makes a reference to the same grain by another of its interfaces.</summary>
    /// <typeparam name="TGrainInterface">An interface that the grain's class implements.</typeparam>
    /// <returns>The reference.</returns>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => this.AsReference<TGrainInterface>();

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) =>
        other is not null && ReferenceEquals(Class, other.Class) && ReferenceEquals(Interface, other.Interface)
        && string.Equals(PrimaryKey, other.PrimaryKey, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Class.GrainType, PrimaryKey.GetHashCode(StringComparison.Ordinal));

    /// <inheritdoc/>
    public sealed override string ToString() => $"{Interface.Name}:{GrainId}";

    internal Activation Locate()
    {
        var last = _last;
        if (last is { IsServing: true } && !Class.HasTwins)
        {
            return last;
        }

        return _last = Class.GetOrCreateActivation(PrimaryKey);
    }

    // The emitted classes call the following, one for each shape of result.
    internal Task CallTask<TRequest>(int method, TRequest request)
        where TRequest : struct, IGrainRequest<Nothing>
    {
        var result = CallCore.Invoke<TRequest, Nothing>(this, Interface.Methods[method], request);
        return result.IsCompletedSuccessfully ? Task.CompletedTask : result.AsTask();
    }

    internal Task<TResult> CallTaskOf<TRequest, TResult>(int method, TRequest request)
        where TRequest : struct, IGrainRequest<TResult> =>
        CallCore.Invoke<TRequest, TResult>(this, Interface.Methods[method], request).AsTask();

    internal ValueTask CallValueTask<TRequest>(int method, TRequest request)
        where TRequest : struct, IGrainRequest<Nothing>
    {
        var result = CallCore.Invoke<TRequest, Nothing>(this, Interface.Methods[method], request);
        return result.IsCompletedSuccessfully ? default : new ValueTask(result.AsTask());
    }

    internal ValueTask<TResult> CallValueTaskOf<TRequest, TResult>(int method, TRequest request)
        where TRequest : struct, IGrainRequest<TResult> =>
        CallCore.Invoke<TRequest, TResult>(this, Interface.Methods[method], request);

    internal IAsyncEnumerable<TItem> CallStream<TRequest, TItem>(int method, TRequest request)
        where TRequest : struct, IGrainStreamRequest<TItem> =>
        new GrainAsyncEnumerable<TRequest, TItem>(this, Interface.Methods[method], request);
}
