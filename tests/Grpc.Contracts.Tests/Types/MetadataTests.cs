using Grpc.Core;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Types;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("Key", "key")]
    [InlineData("A.b_c-9", "a.b_c-9")]
    public void Entry_KeyInAnyCase_IsLowered(string key, string expected) => new Metadata.Entry(key, "v").Key.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    public void Entry_KeyWithOtherCharacters_IsRefused(string key) => Should.Throw<ArgumentException>(() => new Metadata.Entry(key, "v"));

    [Fact]
    public void Entry_KindAgainstKey_IsRefused()
    {
        Should.Throw<ArgumentException>(() => new Metadata.Entry("a-bin", "text"));
        Should.Throw<ArgumentException>(() => new Metadata.Entry("A-BIN", "text"));
        Should.Throw<ArgumentException>(() => new Metadata.Entry("a", [1]));
    }

    [Fact]
    public void Entry_Null_IsRefused()
    {
        Should.Throw<ArgumentNullException>(() => new Metadata.Entry(null!, "v"));
        Should.Throw<ArgumentNullException>(() => new Metadata.Entry("a", (string)null!));
        Should.Throw<ArgumentNullException>(() => new Metadata.Entry("a-bin", (byte[])null!));
        Should.Throw<ArgumentNullException>(() => new Metadata().Add(null!));
    }

    [Fact]
    public void Entry_Text_GivesItsBytes()
    {
        var entry = new Metadata.Entry("a", "AB");

        entry.IsBinary.ShouldBeFalse();
        entry.Value.ShouldBe("AB");
        entry.ValueBytes.ShouldBe("AB"u8.ToArray());
        entry.ToString().ShouldBe("[Entry: key=a, value=AB]");
    }

    [Fact]
    public void Entry_Binary_HasNoTextAndKeepsItsBytes()
    {
        var bytes = new byte[] { 1, 2 };
        var entry = new Metadata.Entry("a-bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        entry.IsBinary.ShouldBeTrue();
        entry.ValueBytes.ShouldBe(new byte[] { 1, 2 });
        Should.Throw<InvalidOperationException>(() => entry.Value);
    }

    [Fact]
    public void Get_SeveralOfOneKey_GivesTheLast()
    {
        var metadata = new Metadata { { "a", "1" }, { "b", "2" }, { "a", "3" }, { "c-bin", [4] } };

        metadata.GetValue("a").ShouldBe("3");
        metadata.GetAll("a").Select(static entry => entry.Value).ShouldBe(["1", "3"]);
        metadata.Get("missing").ShouldBeNull();
        metadata.GetValue("missing").ShouldBeNull();
        metadata.GetValueBytes("missing").ShouldBeNull();
        metadata.GetValueBytes("c-bin").ShouldBe(new byte[] { 4 });
    }

    [Fact]
    public void List_Operations_KeepOrder()
    {
        var first = new Metadata.Entry("a", "1");
        var second = new Metadata.Entry("b", "2");
        var metadata = new Metadata { second };
        metadata.Insert(0, first);

        metadata.ShouldBe([first, second]);
        metadata.IndexOf(second).ShouldBe(1);
        metadata.Contains(first).ShouldBeTrue();
        metadata[1] = first;
        metadata.RemoveAt(0);
        metadata.Remove(first).ShouldBeTrue();
        metadata.Remove(first).ShouldBeFalse();
        metadata.Count.ShouldBe(0);
    }

    [Fact]
    public void Empty_Changed_Refuses()
    {
        Metadata.Empty.IsReadOnly.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("a", "1"));
        Should.Throw<InvalidOperationException>(() => Metadata.Empty.Clear());
        Should.Throw<InvalidOperationException>(() => Metadata.Empty.RemoveAt(0));
        new Metadata().IsReadOnly.ShouldBeFalse();
    }
}
