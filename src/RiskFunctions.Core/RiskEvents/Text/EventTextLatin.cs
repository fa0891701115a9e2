namespace RiskFunctions.RiskEvents.Text;

/// <summary>Latin letters without their marks. Letters without a base letter get their usual spelling.</summary>
internal static class EventTextLatin
{
    /// <summary>Latin-1 Supplement, Latin Extended-A and -B (U+00A0 to U+024F).</summary>
    public static readonly EventTextTable Accented = new(0x00A0, """
        _ _ _ _ _ _ - _ _ _ a _ _ _ _ _
        _ _ 2 3 _ u _ - _ 1 o _ 1-4 1-2 3-4 _
        A A A A A A AE C E E E E I I I I
        D N O O O O O x O U U U U Y Th ss
        a a a a a a ae c e e e e i i i i
        d n o o o o o - o u u u u y th y
        A a A a A a C c C c C c C c D d
        D d E e E e E e E e E e G g G g
        G g G g H h H h I i I i I i I i
        I i IJ ij J j K k k L l L l L l L
        l L l N n N n N n n NG ng O o O o
        O o OE oe R r R r R r S s S s S s
        S s T t T t T t U u U u U u U u
        U u U u W w Y y Y Z z Z z Z z s
        b B B b _ _ O C c D D D d _ E E
        E F f G G hv _ I K k l _ M N n O
        O o OI oi P p R S s Sh _ t T t T U
        u U V Y y Z z Zh _ _ _ _ _ _ _ w
        _ _ _ _ DZ Dz dz LJ Lj lj NJ Nj nj A a I
        i O o U u U u U u U u U u e A a
        A a AE ae G g G g K k O o O o Zh _
        j DZ Dz dz G g Hv W N n A a AE ae O o
        A a A a E e E e I i I i O o O o
        R r R r U u U u S s T t Y y H h
        N d Ou ou Z z A a E e O o O o O o
        O o Y y l n t j db qp A C c L T s
        z _ _ B U V E e J j Q q R r Y y
        """);

    /// <summary>Latin Extended Additional (U+1E00 to U+1EFF), Vietnamese among it.</summary>
    public static readonly EventTextTable Additional = new(0x1E00, """
        A a B b B b B b C c D d D d D d
        D d D d E e E e E e E e E e F f
        G g H h H h H h H h H h I i I i
        K k K k K k L l L l L l L l M m
        M m M m N n N n N n N n O o O o
        O o O o P p P p R r R r R r R r
        S s S s S s S s S s T t T t T t
        T t U u U u U u U u U u V v V v
        W w W w W w W w W w X x X x Y y
        Z z Z z Z z h t w y a s s s SS d
        A a A a A a A a A a A a A a A a
        A a A a A a A a E e E e E e E e
        E e E e E e E e I i I i O o O o
        O o O o O o O o O o O o O o O o
        O o O o U u U u U u U u U u U u
        U u Y y Y y Y y Y y LL ll V v Y y
        """);
}
