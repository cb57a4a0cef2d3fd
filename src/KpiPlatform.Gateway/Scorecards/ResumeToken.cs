using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Where a watcher stands: which feed, which change of it, and a digest of the state that it holds.</summary>
/// <param name="Epoch">Identifies the feed.</param>
/// <param name="Sequence">Number of the last change seen.</param>
/// <param name="Digest">Digest of the state then.</param>
/// <param name="Period">The period as it was asked for.</param>
internal sealed record ResumeToken(Guid Epoch, long Sequence, ulong Digest, string Period)
{
    private const byte Version = 1;
    private const int EpochAt = 1;
    private const int SequenceAt = 17;
    private const int DigestAt = 25;
    private const int PeriodAt = 33;
    private const int MaxLength = 256;

    /// <summary>The text that watchers are given.</summary>
    public string Encode()
    {
        var bytes = new byte[PeriodAt + Encoding.UTF8.GetByteCount(Period)];
        bytes[0] = Version;
        Epoch.TryWriteBytes(bytes.AsSpan(EpochAt));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(SequenceAt), Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(DigestAt), Digest);
        Encoding.UTF8.GetBytes(Period, bytes.AsSpan(PeriodAt));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token; null for an empty one.</summary>
    /// <exception cref="DomainException">INVALID_TOKEN.</exception>
    public static ResumeToken? Decode(string token)
    {
        if (token.Length == 0)
            return null;
        if (token.Length <= MaxLength && Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length > PeriodAt && bytes[0] == Version)
            {
                return new(
                    new Guid(bytes.AsSpan(EpochAt, SequenceAt - EpochAt)),
                    BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(SequenceAt)),
                    BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(DigestAt)),
                    Encoding.UTF8.GetString(bytes.AsSpan(PeriodAt)));
            }
        }

        throw new DomainException(
            ErrorKind.InvalidArgument, Reasons.InvalidToken, "The resume_token is none that this API gave out. Give it back unchanged, or leave it empty to begin with a snapshot.", "resume_token");
    }
}
