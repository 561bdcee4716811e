namespace Slipway.Images.Tests.Conversion;

/// <summary>One case for each rule of merging layers (OCI image-spec 1.1, layer.md, and what real archives hold beyond it).</summary>
internal static class MergeCases
{
    private const string EarlierThanUmoci = "umoci applies markers in archive order; the specification says that they hide lower layers only";

    public static Dictionary<string, MergeCase> All { get; } = new()
    {
        ["directory over directory merges and replaces attributes"] = new(
            new LayerTar().Dir("d/", 0x1FF, 1).File("d/a", "a"),
            new LayerTar().Dir("d/", 0x1C0, 2, "1500000000.5").File("d/b", "b")),
        ["directory over directory replaces xattrs"] = new(
            new LayerTar().Dir("d/", xattrs: [("user.one", "1"), ("user.two", "2")]),
            new LayerTar().Dir("d/", xattrs: [("user.two", "3")]))
        {
            SameAs = [new LayerTar().Dir("d/", xattrs: [("user.two", "3")])],
            Reason = "umoci 0.4.7 leaves xattrs that the new entry does not have",
        },
        ["file over directory"] = new(new LayerTar().Dir("x/").Dir("x/y/").File("x/y/z", "z"), new LayerTar().File("x", "file")),
        ["directory over file"] = new(new LayerTar().File("x", "file"), new LayerTar().Dir("x/").File("x/y", "y")),
        ["symlink over directory"] = new(new LayerTar().Dir("x/").File("x/y").Dir("t/"), new LayerTar().Symlink("x", "t")),
        ["directory over symlink"] = new(new LayerTar().Dir("t/").File("t/a", "a").Symlink("x", "t"), new LayerTar().Dir("x/", 0x1C0).File("x/b", "b")),
        ["file over symlink replaces the link"] = new(new LayerTar().File("t", "target").Symlink("x", "t"), new LayerTar().File("x", "new")),
        ["file over file with other names keeps those"] = new(
            new LayerTar().File("a", "old").HardLink("b", "a"), new LayerTar().File("a", "new")),
        ["whiteout of a file"] = new(new LayerTar().Dir("d/").File("d/a", "a").File("d/b", "b"), new LayerTar().Dir("d/").Whiteout("d/.wh.a")),
        ["whiteout of a directory"] = new(new LayerTar().Dir("d/").Dir("d/s/").File("d/s/a", "a"), new LayerTar().Whiteout(".wh.d")),
        ["whiteout of a symlink removes the link"] = new(new LayerTar().File("t", "t").Symlink("l", "t"), new LayerTar().Whiteout(".wh.l")),
        ["whiteout of nothing"] = new(new LayerTar().Dir("d/"), new LayerTar().Dir("d/").Whiteout("d/.wh.absent")),
        ["whiteout below a lower symlink"] = new(
            new LayerTar().Dir("usr/").Dir("usr/lib/").File("usr/lib/a", "a").Symlink("lib", "usr/lib"), new LayerTar().Whiteout("lib/.wh.a"))
        {
            AnyTime = ["./usr/lib"],
        },
        ["markers in a directory of no layer do not make it"] = new(
            new LayerTar().Dir("d/"), new LayerTar().Whiteout("n/m/.wh.a").Whiteout("o/.wh..wh..opq")),
        ["whiteout before the same name in its layer"] = new(
            new LayerTar().Dir("x/").File("x/old", "old"), new LayerTar().Whiteout(".wh.x").Dir("x/").File("x/new", "new")),
        ["whiteout after the same name in its layer"] = new(
            new LayerTar().Dir("x/").File("x/old", "old").File("f", "old"),
            new LayerTar().Dir("x/", 0x1C0).File("x/new", "new").File("f", "new").Whiteout(".wh.x").Whiteout(".wh.f"))
        {
            SameAs = [new LayerTar().Dir("x/", 0x1C0).File("x/new", "new").File("f", "new")],
            Reason = EarlierThanUmoci,
        },
        ["whiteout after something below the same name"] = new(
            new LayerTar().Dir("x/", 0x1C0, 5, xattrs: ("user.a", "b")).File("x/old", "old"), new LayerTar().File("x/s/new", "new").Whiteout(".wh.x"))
        {
            SameAs = [new LayerTar().Dir("x/", 0x1ED, mtime: "0").Dir("x/s/", mtime: "0").File("x/s/new", "new")],
            Reason = EarlierThanUmoci,
        },
        ["whiteout after a hard link to what it hides"] = new(
            new LayerTar().File("a", "a"), new LayerTar().HardLink("b", "a").Whiteout(".wh.a"))
        {
            SameAs = [new LayerTar().File("b", "a")],
        },
        ["whiteout of a name that this layer linked to a lower file"] = new(
            new LayerTar().File("a", "a").File("b", "b"), new LayerTar().HardLink("b", "a").Whiteout(".wh.b"))
        {
            SameAs = [new LayerTar().File("a", "a").HardLink("b", "a")],
            Reason = EarlierThanUmoci,
        },
        ["opaque first"] = new(
            new LayerTar().Dir("d/").File("d/old").Dir("d/s/").File("d/s/old"),
            new LayerTar().Dir("d/").Whiteout("d/.wh..wh..opq").File("d/new", "new").Dir("d/s/").File("d/s/new")),
        ["opaque last"] = new(
            new LayerTar().Dir("d/").File("d/old").Dir("d/s/").File("d/s/old").Dir("d/t/").File("d/t/old").File("d/same", "old"),
            new LayerTar().Dir("d/").File("d/new", "new").Dir("d/s/").File("d/s/new").File("d/same", "new").Whiteout("d/.wh..wh..opq"))
        {
            SameAs = [new LayerTar().Dir("d/").File("d/new", "new").Dir("d/s/").File("d/s/new").File("d/same", "new")],
            Reason = EarlierThanUmoci,
        },
        ["opaque twice and between"] = new(
            new LayerTar().Dir("d/").File("d/old"),
            new LayerTar().Dir("d/").Whiteout("d/.wh..wh..opq").File("d/a", "a").Whiteout("d/.wh..wh..opq").File("d/b", "b").Whiteout("d/.wh..wh..opq"))
        {
            SameAs = [new LayerTar().Dir("d/").File("d/a", "a").File("d/b", "b")],
            Reason = EarlierThanUmoci,
        },
        ["opaque root"] = new(new LayerTar().File("old").Dir("d/").File("d/old"), new LayerTar().File("new", "n").Whiteout(".wh..wh..opq").File("e/new", "n"))
        {
            SameAs = [new LayerTar().File("new", "n").Dir("e/", mtime: "0").File("e/new", "n")],
            Reason = EarlierThanUmoci,
        },
        ["opaque of the lowest layer hides nothing"] = new(new LayerTar().Dir("d/").File("d/a", "a").Whiteout("d/.wh..wh..opq"))
        {
            SameAs = [new LayerTar().Dir("d/").File("d/a", "a")],
            Reason = EarlierThanUmoci,
        },
        ["opaque below a lower symlink"] = new(
            new LayerTar().Dir("usr/").Dir("usr/lib/").File("usr/lib/a").Symlink("lib", "/usr/lib"), new LayerTar().Whiteout("lib/.wh..wh..opq"))
        {
            AnyTime = ["./usr/lib"],
        },
        ["markers below what this layer made a file"] = new(
            new LayerTar().Dir("d/").File("d/old"), new LayerTar().File("d", "file").Whiteout("d/.wh.old").Whiteout("d/.wh..wh..opq"))
        {
            SameAs = [new LayerTar().File("d", "file")],
            Reason = EarlierThanUmoci,
        },
        ["names of aufs"] = new(
            new LayerTar().Dir("d/").File("d/a"),
            new LayerTar().Whiteout(".wh..wh.aufs").Dir(".wh..wh.orph/").Dir(".wh..wh.plnk/").File(".wh..wh.plnk/1.2", "x").Dir("d/"))
        {
            SameAs = [new LayerTar().Dir("d/").File("d/a")],
            Reason = "umoci takes them for whiteouts of names that begin with .wh., and makes the directory's content",
        },
        ["whiteout of a hidden name"] = new(new LayerTar().File(".x", "x").File("..x", "x").File("...", "x"), new LayerTar().Whiteout(".wh..x").Whiteout(".wh....")),
        ["hard link to a lower layer shares the inode"] = new(
            new LayerTar().Dir("d/").File("d/a", "a", 0x9ED, xattrs: ("user.x", "y")), new LayerTar().HardLink("b", "d/a")),
        ["hard link to a symlink links the symlink"] = new(new LayerTar().File("t", "t").Symlink("l", "t").HardLink("h", "l")),
        ["hard link through a symlinked parent"] = new(
            new LayerTar().Dir("usr/").Dir("usr/lib/").File("usr/lib/a", "a").Symlink("lib", "usr/lib"), new LayerTar().HardLink("b", "/lib/a")),
        ["hard link over a directory"] = new(new LayerTar().File("a", "a").Dir("d/").File("d/x"), new LayerTar().HardLink("d", "a")),
        ["hard link to itself"] = new(new LayerTar().File("a", "a").HardLink("a", "a"))
        {
            SameAs = [new LayerTar().File("a", "a")],
            Reason = "umoci removes the name before it links to it",
        },
        ["hard link that exists"] = new(new LayerTar().File("a", "a").HardLink("b", "a"), new LayerTar().HardLink("b", "a").HardLink("a", "b")),
        ["hard link before its target"] = new(new LayerTar().HardLink("c", "b").HardLink("b", "a").File("a", "a"))
        {
            SameAs = [new LayerTar().File("a", "a").HardLink("b", "a").HardLink("c", "a")],
            Reason = "umoci knows no forward references",
        },
        ["hard link before its target, replaced later"] = new(new LayerTar().HardLink("b", "a").File("b", "other").File("a", "a"))
        {
            SameAs = [new LayerTar().File("a", "a").File("b", "other")],
            Reason = "umoci knows no forward references",
        },
        ["hard link's own attributes count for nothing"] = new(
            new LayerTar().File("a", "a", 0x9ED, 4, xattrs: ("security.capability", "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0")).HardLink("b", "a", 0x1A4))
        {
            SameAs = [new LayerTar().File("a", "a", 0x9ED, 4, xattrs: ("security.capability", "\x01\0\0\x02\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0")).HardLink("b", "a", 0x9ED)],
        },
        ["duplicates: the last wins and links keep the old inode"] = new(new LayerTar().File("a", "1").HardLink("b", "a").File("a", "22").File("a", "333")),
        ["duplicates of other types"] = new(new LayerTar().Dir("a/").File("a/x").File("a", "f").Symlink("a", "t").Dir("a/").File("a/y", "y")),
        ["missing parents"] = new(new LayerTar().File("a/b/c", "c")) { AnyTime = ["./a", "./a/b"] },
        ["missing parent in place of a lower file, hidden later"] = new(
            new LayerTar().File("x", "old"), new LayerTar().File("x/new", "new").Whiteout(".wh.x"))
        {
            SameAs = [new LayerTar().Dir("x/", mtime: "0").File("x/new", "new")],
            Reason = EarlierThanUmoci,
        },
        ["parents described later"] = new(new LayerTar().File("a/b", "b").Dir("a/", 0x1C0, 9, "5.000000001")),
        ["times of directories are what entries say"] = new(
            new LayerTar().Dir("d/", mtime: "1000000000.1").File("d/a"), new LayerTar().File("d/b"))
        { AnyTime = ["./d"] },
        ["symlinked parents"] = new(
            new LayerTar().Dir("usr/").Dir("usr/lib/").Symlink("lib", "usr/lib").Symlink("lib64", "/lib").Symlink("usr/up", "../../../usr/./lib/"),
            new LayerTar().File("lib/a", "a").File("lib64/b", "b").File("usr/up/c", "c"))
        {
            AnyTime = ["./usr/lib"],
        },
        ["dangling symlinked parent"] = new(new LayerTar().Symlink("lib", "usr/lib"), new LayerTar().File("lib/a", "a"))
        {
            AnyTime = ["./usr", "./usr/lib"],
        },
        ["symlink out of the image"] = new(new LayerTar().Symlink("esc", "../../../../../tmp").File("esc/slipway-escape", "x"))
        {
            AnyTime = ["./tmp"],
        },
        ["absolute and dotted names"] = new(
            new LayerTar().File("/abs", "1").File("./dot", "2").File("../../up", "3").File("a//b/./c", "4").File("a/../side", "5").Dir("/d/../e//"))
        {
            AnyTime = ["./a", "./a/b"],
        },
        ["root entry"] = new(new LayerTar().Dir("./", 0x1C0, 12, "1234567890.987654321", ("user.root", "yes"))),
        ["mode bits and types"] = new(
            new LayerTar().File("suid", "x", 0xFFF, 1).Dir("sticky/", 0xFFF).Fifo("fifo").Device("char", '3', 5, 300).Device("block", '4', 259, 70000)),
        ["regular entry with a trailing slash is a directory"] = new(new LayerTar().File("v7/", mode: 0x1ED).File("v7/a", "a"))
        {
            SameAs = [new LayerTar().Dir("v7/").File("v7/a", "a")],
            Reason = "GNU tar and bsdtar make a directory of it, Go's reader only of typeflag NUL",
        },
        ["times at and beyond the edges"] = new(
            new LayerTar().File("old", mtime: "-1.25").File("oldest", mtime: "-2147483648").File("late", mtime: "4294967296.999999999")),
        ["times before 1901 become the earliest of ext4"] = new(new LayerTar().File("before", mtime: "-99999999999.5"))
        {
            SameAs = [new LayerTar().File("before", mtime: "-2147483648")],
            Reason = "umoci counts in nanoseconds, which overflow",
            IsOfExt4 = true,
        },
        ["binary xattrs"] = new(
            new LayerTar().File("cap", xattrs: [("security.capability", "\x01\0\0\x02\xFF\xFF\xFF\xFF\0\0\0\0\xFF\0\0\0\0\0\0\0"), ("user.a=b", "x\n=\0y")])
                .Dir("d/", xattrs: [("trusted.t", "t"), ("user.long", new string('v', 2000))])),
        ["xattrs of overlayfs are left out"] = new(
            new LayerTar().Dir("d/", xattrs: [("trusted.overlay.opaque", "y"), ("user.overlay.redirect", "/"), ("user.kept", "k")]))
        {
            SameAs = [new LayerTar().Dir("d/", xattrs: [("user.kept", "k")])],
            Reason = "umoci keeps user.overlay",
        },
        ["xattrs of unknown namespaces are left out"] = new(
            new LayerTar().File("f", xattrs: [("system.nfs4_acl", "x"), ("com.apple.provenance", "y"), ("btrfs.z", "z")]).Symlink("l", "t", ("user.on.link", "x")))
        {
            SameAs = [new LayerTar().File("f").Symlink("l", "t")],
            Reason = "umoci asks the host's filesystem",
        },
        ["types of no filesystem are skipped"] = new(new LayerTar().Unknown("socket", 's', "content").Unknown("solaris", 'X').File("f", "f"))
        {
            SameAs = [new LayerTar().File("f", "f")],
            Reason = "umoci fails",
        },
        ["names that are not UTF-8 and longest names"] = new(
            new LayerTar().File("caf\xE9", "x").File("new\nline", "y").File(new string('n', 255), "z").Symlink("l", new string('t', 4000))),
        ["large files and holes"] = new(
            new LayerTar().File("big", new string('b', 3_000_001)).File("zeros", new string('\0', 100_000)).File("mixed", new string('\0', 8192) + "x" + new string('\0', 8192))),
        ["a layer of nothing"] = new(new LayerTar().File("a", "a"), new LayerTar(), new LayerTar().File("b", "b")),
    };

    /// <summary>The layers of all cases that are small enough to be mutated by the thousand.</summary>
    /// <summary>The names of all cases, with each format that gives the same tree.</summary>
    public static TheoryData<string, LayerFormat> InEachFormat
    {
        get
        {
            var cases = new TheoryData<string, LayerFormat>();
            foreach (var (name, merge) in All)
            {
                foreach (var format in Enum.GetValues<LayerFormat>().Where(format => format == LayerFormat.Ext4 || !merge.IsOfExt4))
                    cases.Add(name, format);
            }

            return cases;
        }
    }

    public static IReadOnlyList<byte[]> SmallTars => [.. All.Values.Where(c => c.Tars.Sum(t => t.Length) < 100_000).SelectMany(c => c.Tars)];
}
