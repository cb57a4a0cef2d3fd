using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header: a key and either text or bytes. Immutable and thread safe.</summary>
    public class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>A binary entry.</summary>
        /// <param name="key">Letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, ending in <see cref="BinaryHeaderSuffix"/>; lower-cased.</param>
        /// <param name="valueBytes">Copied.</param>
        /// <exception cref="ArgumentException">The key has another character or another ending.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalize(key);
            if (!IsBinaryKey(Key))
                throw new ArgumentException($"Key '{Key}' of a binary entry must end in '{BinaryHeaderSuffix}'.", nameof(key));

            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = valueBytes.AsSpan().ToArray();
        }

        /// <summary>A text entry.</summary>
        /// <param name="key">Letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, not ending in <see cref="BinaryHeaderSuffix"/>; lower-cased.</param>
        /// <param name="value">ASCII text; what is not ASCII is refused by the transport, not here.</param>
        /// <exception cref="ArgumentException">The key has another character, or the ending of a binary key.</exception>
        public Entry(string key, string value)
        {
            Key = Normalize(key);
            if (IsBinaryKey(Key))
                throw new ArgumentException($"Key '{Key}' of a text entry must not end in '{BinaryHeaderSuffix}'.", nameof(key));

            ArgumentNullException.ThrowIfNull(value);
            _text = value;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>A copy of the bytes; of a text entry its ASCII encoding.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : _bytes.AsSpan().ToArray();

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text ?? throw new InvalidOperationException("Cannot access string value of a binary metadata entry");

        /// <summary>Whether the entry carries bytes, which the end of its key says.</summary>
        public bool IsBinary => _text is null;

        /// <summary>Key and value, the bytes of a binary entry in base64: for diagnosis, and as confidential as the value.</summary>
        /// <returns>Text of no fixed format.</returns>
        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToBase64String(_bytes!)}]"
            : $"[Entry: key={Key}, value={_text}]";

        private static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        private static string Normalize(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            var lower = key.ToLowerInvariant();
            if (lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"Metadata entry key '{key}' is not valid: keys can only contain alphanumeric characters, underscores, hyphens and dots.",
                    nameof(key));
            }

            return lower;
        }
    }
}
