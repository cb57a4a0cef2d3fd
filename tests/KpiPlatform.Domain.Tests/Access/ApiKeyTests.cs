using System.Security.Cryptography;
using System.Text;
using KpiPlatform.Domain.Access;

namespace KpiPlatform.Domain.Tests.Access;

public sealed class ApiKeyTests
{
    [Fact]
    public void Create_Many_AreDifferentAndWellFormed()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => ApiKey.Create()).ToList();

        keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(1_000);
        keys.ShouldAllBe(key => ApiKey.IsWellFormed(key) && key.Length == ApiKey.Length && key.StartsWith("kpi_", StringComparison.Ordinal));

        // 160 random bits: each of the 32 characters of the secret takes each of 32 values somewhere among 1,000 keys.
        for (var i = 4; i < 36; i++)
            keys.Select(key => key[i]).Distinct().Count().ShouldBe(32);
    }

    [Fact]
    public void IsWellFormed_AnyOneCharacterChangedOrTwoSwapped_IsFalse()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = ApiKey.Create();
            for (var i = 0; i < key.Length; i++)
            {
                var changed = key.ToCharArray();
                changed[i] = changed[i] == 'q' ? 'z' : 'q';
                ApiKey.IsWellFormed(changed).ShouldBeFalse(new string(changed));
                if (i == 0 || key[i] == key[i - 1])
                    continue;
                var swapped = key.ToCharArray();
                (swapped[i], swapped[i - 1]) = (swapped[i - 1], swapped[i]);
                ApiKey.IsWellFormed(swapped).ShouldBeFalse(new string(swapped));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("kpi_")]
    [InlineData("kpi_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void IsWellFormed_Nonsense_IsFalse(string text) => ApiKey.IsWellFormed(text).ShouldBeFalse();

    [Fact]
    public void Digest_IsSha256OfTheText()
    {
        var key = ApiKey.Create();

        ApiKey.Digest(key).ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        ApiKey.IdOf(ApiKey.Digest(key)).Length.ShouldBe(16);
        key.ShouldNotContain(ApiKey.IdOf(ApiKey.Digest(key)));
    }

    [Theory]
    [InlineData(AccessRoles.Ingest, AccessRoles.Ingest)]
    [InlineData(AccessRoles.Viewer, AccessRoles.Viewer)]
    [InlineData(AccessRoles.Editor, AccessRoles.Editor | AccessRoles.Viewer)]
    [InlineData(AccessRoles.TenantAdmin, AccessRoles.TenantAdmin | AccessRoles.Editor | AccessRoles.Viewer | AccessRoles.Ingest)]
    [InlineData(AccessRoles.PlatformAdmin, AccessRoles.PlatformAdmin | AccessRoles.TenantAdmin | AccessRoles.Editor | AccessRoles.Viewer | AccessRoles.Ingest)]
    public void WithIncluded_ARole_HasWhatItIncludesAndNothingElse(AccessRoles role, AccessRoles all) => role.WithIncluded().ShouldBe(all);
}
