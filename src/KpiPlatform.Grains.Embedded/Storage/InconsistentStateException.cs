using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded;

/// <summary>A stored record moved on under the activation that wanted to change it. When it leaves a call of that grain, the activation ends.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    /// <summary>Makes one without words.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Its cause.</param>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="errorMsg">What happened.</param>
    /// <param name="storedEtag">The version in the store.</param>
    /// <param name="currentEtag">The version that the activation had.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="storedEtag">The version in the store.</param>
    /// <param name="currentEtag">The version that the activation had.</param>
    /// <param name="storageException">Its cause.</param>
    public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
        : this(storageException.Message, storedEtag, currentEtag, storageException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="errorMsg">What happened.</param>
    /// <param name="storedEtag">The version in the store.</param>
    /// <param name="currentEtag">The version that the activation had.</param>
    /// <param name="storageException">Its cause.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>Gets the version in the store; null if unknown or none.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>Gets the version that the activation had; null if it expected none.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }

    // Whose state it was: passing through a caller's grain must not end the caller's activation.
    internal Activation? Origin { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()} (stored version '{StoredEtag}', current version '{CurrentEtag}')";
}
