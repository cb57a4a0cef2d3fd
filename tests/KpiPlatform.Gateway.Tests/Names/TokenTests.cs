using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Names;

public sealed class TokenTests
{
    private static readonly PositionVector Positions = PositionVector.Of(new(3, 70_000)).With(new(9, 1));

    [Fact]
    public void ConsistencyToken_Vector_ReadsBack()
    {
        ConsistencyToken.Decode(ConsistencyToken.Encode(Positions)).ShouldBe(Positions);
        ConsistencyToken.Encode(Positions.Encode()).ShouldBe(ConsistencyToken.Encode(Positions));
        ConsistencyToken.DecodeToBytes(ConsistencyToken.Encode(Positions)).ToArray().ShouldBe(Positions.Encode());
    }

    [Fact]
    public void ConsistencyToken_NothingSeen_IsTheEmptyText()
    {
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
        var exception = Should.Throw<DomainException>(() => ConsistencyToken.Decode(token));

        (exception.Reason, exception.Field).ShouldBe(("INVALID_TOKEN", "token"));
    }

    [Fact]
    public void PageToken_SameRequest_GivesThePlace()
    {
        var request = new ListCustomersRequest { Parent = "tenants/acme", Filter = "orders > 1", PageSize = 5 };
        var token = PageToken.Create(request, writer => writer.Write("here"));
        request.PageToken = token;
        request.PageSize = 7;

        PageToken.Read(request, token, reader => reader.ReadString()).ShouldBe("here");
    }

    [Fact]
    public void PageToken_AnotherRequest_IsAMismatch()
    {
        var token = PageToken.Create(new ListCustomersRequest { Parent = "tenants/acme" }, writer => writer.Write("here"));

        Reason(new ListCustomersRequest { Parent = "tenants/other" }, token).ShouldBe("PAGE_TOKEN_MISMATCH");
        Reason(new ListCustomersRequest { Parent = "tenants/acme", OrderBy = "orders" }, token).ShouldBe("PAGE_TOKEN_MISMATCH");
        Reason(new ListScorecardsRequest { Parent = "tenants/acme" }, token).ShouldBe("PAGE_TOKEN_MISMATCH");
    }

    [Fact]
    public void PageToken_AnyCharacterChanged_IsRefused()
    {
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
        var token = new ResumeToken(Guid.NewGuid(), 42, ulong.MaxValue, "this-month");

        ResumeToken.Decode(token.Encode()).ShouldBe(token);
        ResumeToken.Decode(string.Empty).ShouldBeNull();
    }

    [Theory]
    [InlineData("x!")]
    [InlineData("AQAA")]
    public void ResumeToken_Nonsense_IsRefused(string token) =>
        Should.Throw<DomainException>(() => ResumeToken.Decode(token)).Field.ShouldBe("resume_token");

    private static string Reason(Google.Protobuf.IMessage request, string token) =>
        Should.Throw<DomainException>(() => PageToken.Read(request, token, reader => reader.ReadString())).Reason;
}
