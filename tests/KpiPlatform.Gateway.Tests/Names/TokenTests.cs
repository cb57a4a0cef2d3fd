using System.Buffers.Text;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Protocol.V1;
using KpiPlatform.Testing.InMemory;
using KpiPlatform.Testing.Time;

namespace KpiPlatform.Gateway.Tests.Names;

public sealed class TokenTests
{
    private static readonly PositionVector Positions = PositionVector.Of(new(3, 70_000)).With(new(9, 1));
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void ConsistencyToken_Vector_ReadsBack()
    {
        Enter("acme");
        ConsistencyToken.Decode(ConsistencyToken.Encode(Positions)).ShouldBe(Positions);
        ConsistencyToken.Encode(Positions.Encode()).ShouldBe(ConsistencyToken.Encode(Positions));
        ConsistencyToken.DecodeToBytes(ConsistencyToken.Encode(Positions)).ToArray().ShouldBe(Positions.Encode());
    }

    [Fact]
    public void ConsistencyToken_NothingSeen_IsTheEmptyText()
    {
        Enter("acme");
        ConsistencyToken.Encode(PositionVector.Empty).ShouldBeEmpty();
        ConsistencyToken.Decode(string.Empty).IsEmpty.ShouldBeTrue();
        ConsistencyToken.DecodeToBytes(string.Empty).Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("not a token")]
    [InlineData("AQ")]
    [InlineData("AgEAAA")]
    [InlineData("AQEA")]
    [InlineData("AQH_____________________")]
    public void ConsistencyToken_Nonsense_IsRefusedNamingTheField(string token)
    {
        Enter("acme");
        var exception = Should.Throw<DomainException>(() => ConsistencyToken.Decode(token));

        (exception.Reason, exception.Field).ShouldBe(("INVALID_TOKEN", "token"));
    }

    [Fact]
    public void PageToken_SameRequest_GivesThePlace()
    {
        Enter("acme");
        var request = new ListCustomersRequest { Parent = "tenants/acme", Filter = "orders > 1", PageSize = 5 };
        var token = PageToken.Create(request, writer => writer.Write("here"));
        request.PageToken = token;
        request.PageSize = 7;

        PageToken.Read(request, token, reader => reader.ReadString()).ShouldBe("here");
    }

    [Fact]
    public void PageToken_AnotherRequest_IsAMismatch()
    {
        Enter("acme");
        var token = PageToken.Create(new ListCustomersRequest { Parent = "tenants/acme" }, writer => writer.Write("here"));

        Reason(new ListCustomersRequest { Parent = "tenants/other" }, token).ShouldBe("PAGE_TOKEN_MISMATCH");
        Reason(new ListCustomersRequest { Parent = "tenants/acme", OrderBy = "orders" }, token).ShouldBe("PAGE_TOKEN_MISMATCH");
        Reason(new ListScorecardsRequest { Parent = "tenants/acme" }, token).ShouldBe("PAGE_TOKEN_MISMATCH");
    }

    [Fact]
    public void PageToken_AnyCharacterChanged_IsRefused()
    {
        Enter("acme");
        var request = new ListCustomersRequest { Parent = "tenants/acme" };
        var token = PageToken.Create(request, writer => writer.Write("here"));
        for (var i = 0; i < token.Length - 1; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';

            Reason(request, new string(changed)).ShouldBe("INVALID_PAGE_TOKEN", $"character {i}");
        }

        Reason(request, token[..^4]).ShouldBe("INVALID_PAGE_TOKEN");
        Reason(request, "!").ShouldBe("INVALID_PAGE_TOKEN");
    }

    [Fact]
    public void ResumeToken_Any_ReadsBack()
    {
        Enter("acme");
        var token = new ResumeToken(Guid.NewGuid(), 42, ulong.MaxValue, "this-month");

        ResumeToken.Decode(token.Encode()).ShouldBe(token);
        ResumeToken.Decode(string.Empty).ShouldBeNull();
    }

    [Theory]
    [InlineData("x!")]
    [InlineData("AQAA")]
    public void ResumeToken_Nonsense_IsRefused(string token)
    {
        Enter("acme");
        Should.Throw<DomainException>(() => ResumeToken.Decode(token)).Field.ShouldBe("resume_token");
    }

    [Fact]
    public void Tokens_OfAnotherTenantPurposeOrInstallation_AreNone()
    {
        Enter("acme");
        var request = new ListCustomersRequest { Parent = "tenants/acme" };
        var page = PageToken.Create(request, writer => writer.Write("here"));
        var consistency = ConsistencyToken.Encode(Positions);
        var resume = new ResumeToken(Guid.NewGuid(), 42, 7, "this-month").Encode();

        Reason(request, consistency).ShouldBe("INVALID_PAGE_TOKEN");
        Should.Throw<DomainException>(() => ConsistencyToken.Decode(page)).Reason.ShouldBe("INVALID_TOKEN");
        Should.Throw<DomainException>(() => ResumeToken.Decode(consistency)).Reason.ShouldBe("INVALID_TOKEN");

        foreach (var (tenant, secret) in new[] { ("other", Secret), ("acme", Secret.Reverse().ToArray()), ("", Secret) })
        {
            Enter(tenant, secret);
            Reason(request, page).ShouldBe("INVALID_PAGE_TOKEN");
            Should.Throw<DomainException>(() => ConsistencyToken.Decode(consistency)).Field.ShouldBe("token");
            Should.Throw<DomainException>(() => ResumeToken.Decode(resume)).Field.ShouldBe("resume_token");
        }
    }

    [Fact]
    public void Tokens_AnyCharacterChangedOrCutOff_AreRefused()
    {
        Enter("acme");
        var consistency = ConsistencyToken.Encode(Positions);
        var resume = new ResumeToken(Guid.NewGuid(), 42, 7, "this-month").Encode();
        foreach (var token in new[] { consistency, resume })
        {
            for (var i = 0; i < token.Length; i++)
            {
                foreach (var other in "AB-_9z")
                {
                    if (other == token[i])
                        continue;
                    var changed = token[..i] + other + token[(i + 1)..];
                    if (token == consistency)
                        Should.Throw<DomainException>(() => ConsistencyToken.Decode(changed)).Reason.ShouldBe("INVALID_TOKEN", $"character {i}");
                    else
                        Should.Throw<DomainException>(() => ResumeToken.Decode(changed)).Reason.ShouldBe("INVALID_TOKEN", $"character {i}");
                }

                if (i > 0)
                    Should.Throw<DomainException>(() => ConsistencyToken.Decode(token[..i])).Reason.ShouldBe("INVALID_TOKEN");
            }
        }
    }

    [Fact]
    public void Tokens_AnyByteFlippedOrSomethingAdded_AreRefused()
    {
        Enter("acme");
        var request = new ListCustomersRequest { Parent = "tenants/acme" };
        var page = PageToken.Create(request, writer => writer.Write("here"));
        var consistency = ConsistencyToken.Encode(Positions);
        var resume = new ResumeToken(Guid.NewGuid(), 42, 7, "this-month").Encode();
        foreach (var token in new[] { page, consistency, resume })
        {
            var bytes = Base64Url.DecodeFromChars(token);
            for (var bit = 0; bit < 8 * bytes.Length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                RequireNone(Base64Url.EncodeToString(bytes));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            foreach (var changed in new[] { token + "A", token + "AAAA", "AAAA" + token, token + token, token + "=", token + " ", Base64Url.EncodeToString([.. bytes, 0]), Base64Url.EncodeToString(bytes.AsSpan(0, bytes.Length - 1)) })
                RequireNone(changed);
        }

        void RequireNone(string token)
        {
            Reason(request, token).ShouldBe("INVALID_PAGE_TOKEN", token);
            Should.Throw<DomainException>(() => ConsistencyToken.Decode(token)).Kind.ShouldBe(ErrorKind.InvalidArgument);
            Should.Throw<DomainException>(() => ResumeToken.Decode(token)).Kind.ShouldBe(ErrorKind.InvalidArgument);
        }
    }

    [Fact]
    public void ConsistencyToken_OfOneWriter_IsShort()
    {
        Enter("acme");

        // 14 bytes of version, key and code, and the vector, in base64url.
        var vector = PositionVector.Of(new(12, 3_000_000));
        ConsistencyToken.Encode(vector).Length.ShouldBe((((14 + vector.Encode().Length) * 8) + 5) / 6);
    }

    [Fact]
    public async Task TokenKeys_RestartAndRotation_TokensOutliveBoth()
    {
        var store = new InMemoryStateStore();
        var clock = new ManualTimeProvider();
        var seal = new TokenSeal(clock);
        using var keys = new TokenKeys(store, seal, clock);
        await keys.ReadAsync(CancellationToken.None);
        Enter("acme", seal);
        var token = ConsistencyToken.Encode(Positions);

        // Another server, or this one after a restart.
        var other = new TokenSeal(clock);
        using var otherKeys = new TokenKeys(store, other, clock);
        await otherKeys.ReadAsync(CancellationToken.None);
        Enter("acme", other);
        ConsistencyToken.Decode(token).ShouldBe(Positions);

        // 90 days on a new key is announced, and used a quarter of an hour later; what was sealed before is still right.
        clock.Advance(TimeSpan.FromDays(91));
        await otherKeys.ReadAsync(CancellationToken.None);
        ConsistencyToken.Encode(Positions).ShouldBe(token);
        clock.Advance(TimeSpan.FromMinutes(16));
        var renewed = ConsistencyToken.Encode(Positions);
        renewed.ShouldNotBe(token);
        ConsistencyToken.Decode(token).ShouldBe(Positions);

        // A server that has not read it would not have been asked to: it reads every five minutes.
        await keys.ReadAsync(CancellationToken.None);
        Enter("acme", seal);
        ConsistencyToken.Decode(renewed).ShouldBe(Positions);

        clock.Advance(TimeSpan.FromDays(91));
        await keys.ReadAsync(CancellationToken.None);
        Should.Throw<DomainException>(() => ConsistencyToken.Decode(token)).Reason.ShouldBe("INVALID_TOKEN");
        ConsistencyToken.Decode(renewed).ShouldBe(Positions);
    }

    private static void Enter(string tenant, byte[]? secret = null)
    {
        var seal = new TokenSeal(TimeProvider.System);
        seal.Use([new TokenKey(1, secret ?? Secret, NodaTime.Instant.MinValue)]);
        Enter(tenant, seal);
    }

    private static void Enter(string tenant, TokenSeal seal)
    {
        CallerScope.Enter(caller: null, seal);
        CallerScope.Name(tenant);
    }

    private static string Reason(Google.Protobuf.IMessage request, string token) =>
        Should.Throw<DomainException>(() => PageToken.Read(request, token, reader => reader.ReadString())).Reason;
}
