namespace KpiPlatform.Domain.Customers;

/// <summary>One recorded (source, id, revision), by hashes.</summary>
/// <param name="IdentityHash">Hash of source and id.</param>
/// <param name="Revision">Revision.</param>
/// <param name="ContentHash">Hash of all that was sent.</param>
public readonly record struct KnownIdentity(ulong IdentityHash, int Revision, ulong ContentHash) : IComparable<KnownIdentity>
{
    /// <inheritdoc/>
    public int CompareTo(KnownIdentity other)
    {
        var byHash = IdentityHash.CompareTo(other.IdentityHash);
        if (byHash != 0)
            return byHash;
        var byRevision = Revision.CompareTo(other.Revision);
        return byRevision != 0 ? byRevision : ContentHash.CompareTo(other.ContentHash);
    }
}
