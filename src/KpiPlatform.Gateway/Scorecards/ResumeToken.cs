using System.Buffers.Binary;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Where a watcher stands: which feed, which change of it, and a digest of the state that it holds.</summary>
/// <param name="Epoch">Identifies the feed.</param>
/// <param name="Sequence">Number of the last change seen.</param>
/// <param name="Digest">Digest of the state then.</param>
/// <param name="Period">The period as it was asked for.</param>
internal sealed record ResumeToken(Guid Epoch, long Sequence, ulong Digest, string Period)
{
    private const int SequenceAt = 16;
    private const int DigestAt = 24;
    private const int PeriodAt = 32;
    private const int MaxLength = 256;

    /// <summary>The text that watchers are given.</summary>
    public string Encode()
    {
        var bytes = new byte[PeriodAt + Encoding.UTF8.GetByteCount(Period)];
        Epoch.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(SequenceAt), Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(DigestAt), Digest);
        Encoding.UTF8.GetBytes(Period, bytes.AsSpan(PeriodAt));
        return SealedText.Seal(TokenPurpose.Resume, bytes);
    }

    /// <summary>Reads a token; null for an empty one.</summary>
    /// <exception cref="DomainException">INVALID_TOKEN.</exception>
    public static ResumeToken? Decode(string token)
    {
        if (token.Length == 0)
            return null;
        if (SealedText.Open(TokenPurpose.Resume, token, MaxLength) is { Length: > PeriodAt } bytes)
        {
            return new(
                new Guid(bytes.AsSpan(0, SequenceAt)),
                BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(SequenceAt)),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(DigestAt)),
                Encoding.UTF8.GetString(bytes.AsSpan(PeriodAt)));
        }

        throw new DomainException(
            ErrorKind.InvalidArgument, Reasons.InvalidToken, "The resume_token is none that this API gave out. Give it back unchanged, or leave it empty to begin with a snapshot.", "resume_token");
    }
}
