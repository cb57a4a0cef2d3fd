using System.Security.Cryptography;
using KpiPlatform.Dashboard.Sessions;
using Microsoft.AspNetCore.DataProtection;

namespace KpiPlatform.Dashboard.Tests.Sessions;

public class FormProtectionTests
{
    private static readonly byte[] Text = [1, 2, 3];

    [Fact]
    public void Unprotect_OnAnotherHost_ByTheSamePurpose_GivesItBack()
    {
        var sealedText = Of(1).CreateProtector("a").CreateProtector("b").Protect(Text);

        Of(1).CreateProtector("a").CreateProtector("b").Unprotect(sealedText).ShouldBe(Text);
        Of(2).CreateProtector("a").CreateProtector("b").Unprotect(sealedText).ShouldBe(Text, "with the key that it was sealed with");
    }

    [Fact]
    public void Unprotect_ByAnotherPurpose_OfWhatWasChanged_OrWithoutItsKey_Fails()
    {
        var protector = Of(1).CreateProtector("a").CreateProtector("b");
        var sealedText = protector.Protect(Text);

        Fails(Of(1).CreateProtector("ab"), sealedText);
        Fails(Of(1).CreateProtector("b").CreateProtector("a"), sealedText);
        Fails(protector, sealedText[..^1]);
        Fails(protector, []);
        for (var i = 0; i < sealedText.Length; i++)
        {
            var changed = (byte[])sealedText.Clone();
            changed[i] ^= 0x40;
            Fails(protector, changed);
        }
    }

    private static void Fails(IDataProtector protector, byte[] sealedText) => Should.Throw<CryptographicException>(() => protector.Unprotect(sealedText));

    private static FormProtection Of(byte current) => new(new Keys(current));

    /// <summary>Two keys.</summary>
    private sealed class Keys(byte current) : IFormKeys
    {
        public byte Current => current;

        public bool TryDerive(byte id, string purpose, Span<byte> key)
        {
            if (id is not (1 or 2))
                return false;
            HKDF.DeriveKey(HashAlgorithmName.SHA256, [id], key, salt: default, System.Text.Encoding.UTF8.GetBytes(purpose));
            return true;
        }
    }
}
