"""Common English and Spanish short forms of first names, a table of our own making.

Here: the table. A short form of several names stands for each of them; what is not in it stands for itself.
"""

from __future__ import annotations

_SHORT_FORMS = """
aaron: ron ronnie
abigail: abby abbie gail
adam: ad
adelaide: addie heidi
adriana: adri
agnes: aggie
albert: al bert bertie
alberto: beto
alejandra: ale jandra
alejandro: ale jandro alex
alexander: alex alec xander sandy al lex sasha
alexandra: alex sandra lexi lexie sandy sasha allie
alexis: alex lexi lexie
alfred: al fred freddie alfie
alfredo: fredo freddy
alice: ali allie
allison: ali allie
amanda: mandy
amelia: millie amy
andrea: andie drea
andrew: andy drew
angela: angie
ann: annie nan
anna: annie
anthony: tony ant
antonio: tony toni
arthur: art artie
ashley: ash
augustus: gus
barbara: barb barbie babs
beatrice: bea trixie
benjamin: ben benny benji
bernard: bernie
bradley: brad
brandon: bran
brian: bri
brittany: britt
calvin: cal
cameron: cam
carlos: charlie carlitos
caroline: carrie carol
catherine: cathy cate cat cathie
charles: charlie chuck chas chip
charlotte: charlie lottie
chelsea: chels
christian: chris
christina: chris tina chrissy christy
christine: chris tina chrissy christy
christopher: chris topher kit
cynthia: cindy
daniel: dan danny
danielle: dani
david: dave davey
deborah: deb debbie
dennis: denny
diana: di
dominic: dom nic
donald: don donnie
dorothy: dot dottie
douglas: doug
eduardo: eddie lalo
edward: ed eddie ted teddy ned
eleanor: ellie nell nora
elijah: eli
elizabeth: liz lizzie beth betsy betty eliza libby liza
emily: em emmy
emmanuel: manny
ernest: ernie
eugene: gene
evelyn: evie
fernando: nando
florence: flo
frances: fran frannie
francisco: frank paco pancho cisco
francis: frank
franklin: frank
frederick: fred freddie rick
gabriel: gabe
gabriela: gabby
gabriella: gabby
gabrielle: gabby
george: georgie
gerald: gerry jerry
gilbert: gil
gloria: glo
grace: gracie
gregory: greg
guadalupe: lupe
guillermo: memo
gustavo: gus tavo
harold: hal harry
harry: hal
helen: nell
henry: hank harry hal
ignacio: nacho
isabel: izzy bella
isabella: izzy bella
isaiah: zay
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
janet: jan
jasmine: jazz jas
jason: jay
javier: javi
jeffrey: jeff
jennifer: jen jenny jenn
jeremiah: jerry
jeremy: jerry
jerome: jerry
jessica: jess jessie
jesus: chuy
joanna: jo
john: johnny jack
jonathan: jon johnny nathan
jordan: jordy
jose: pepe
joseph: joe joey
josephine: jo josie
joshua: josh
juan: juanito
judith: judy
julia: julie
julian: jules
justin: jus
katherine: kathy kate katie kat kathie kit
kathleen: kathy kathie katie
kathryn: kathy kate katie
kelsey: kels
kenneth: ken kenny
kevin: kev
kimberly: kim kimmy
kristen: kris kristy
kristina: kris tina kristy
kyle: ky
larry: laurence
lawrence: larry laurie
leonard: leo lenny len
leonardo: leo
lillian: lily lil
linda: lindy
louis: lou louie
louise: lou
lucas: luke
lucille: lucy
luis: lucho
madeline: maddie
madison: maddie
manuel: manny
marcus: marc
margaret: maggie meg peggy marge greta margie
maria: mari mia
mariana: mari
martha: marty
martin: marty
mary: molly polly
matthew: matt matty
maureen: mo
maximilian: max
maxwell: max
megan: meg
melanie: mel
melissa: mel missy lissa
michael: mike mikey mick micky
michelle: shelly
miguel: mike
mildred: millie
mitchell: mitch
mohammed: mohamed muhammad mohammad mo
mohamud: mo
nancy: nan
natalie: nat
nathan: nate nat
nathaniel: nate nathan nat
nicholas: nick nicky nico
nicole: nikki nicky
norman: norm
olivia: liv livvy
oliver: ollie
pamela: pam
patricia: pat patty tricia trish patsy
patrick: pat paddy
peter: pete
philip: phil
phillip: phil
priscilla: cilla
rachel: rach
rafael: rafa
ralph: ralphie
randall: randy
raymond: ray
rebecca: becky becca
reginald: reggie
ricardo: ricky
richard: rick ricky dick rich richie
robert: bob bobby rob robbie bert
roberto: beto
roberta: bobbie
roderick: rod
rodney: rod
roger: rog
ronald: ron ronnie
rosa: rosie
rosemary: rose rosie
russell: russ
ruth: ruthie
samantha: sam sammy
samuel: sam sammy
sandra: sandy
sarah: sally sadie
savannah: sav
sebastian: seb bastian
shannon: shan
sharon: shari
shawn: shaun sean
sophia: sophie
stanley: stan
stephanie: steph
stephen: steve stevie steven
steven: steve stevie
stuart: stu
susan: sue susie suzy
sydney: syd
sylvia: syl
tabitha: tabby
tamara: tammy
terence: terry
teresa: terry tess teri
theodore: ted teddy theo
theresa: terry tess teri
thomas: tom tommy
timothy: tim timmy
tobias: toby
trevor: trev
tyler: ty
valerie: val
vanessa: nessa
veronica: roni ronnie
victor: vic
victoria: vicky tori
vincent: vince vinny
virginia: ginny ginger
walter: walt wally
wesley: wes
wilhelmina: mina
william: bill billy will willie liam
winifred: winnie
yolanda: yoli
zachary: zach zack zac
"""


def _full_forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in _SHORT_FORMS.split("\n"):
        full, _, shorts = line.partition(":")
        for short in shorts.split():
            found.setdefault(short, []).append(full)
        if full:
            found.setdefault(full, []).insert(0, full)
    return {short: tuple(dict.fromkeys(names)) for short, names in found.items()}


# A normalised first name and the names that it may stand for.
FULL_FORMS = _full_forms()
